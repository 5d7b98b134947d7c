using Harness.Journal;
using Harness.Judging.Chat;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.bad_token.attempts</c>: attempts to connect by each client with an expired or forged token: more than the one that it was refused on means that it did not stop.</summary>
public sealed class ChatBadTokenAttemptsSource() : DistributionSource(MetricNames.ChatBadTokenAttempts)
{
    protected override IEnumerable<Sample> Samples(Scope scope)
    {
        foreach (ClientRecord client in BadTokens.In(scope))
        {
            int attempts = 0;
            long last = scope.Context.Time.Load;
            foreach (Fact fact in client.Judged)
            {
                if (fact.Kind == FactKind.AttemptStarted)
                {
                    (attempts, last) = (attempts + 1, fact.At);
                }
            }

            yield return new Sample(client.Client, attempts, last);
        }
    }

    protected override string Why(JudgeContext context, Sample sample) => $"tried {sample.Value:0} times to connect with a token that is not taken";
}
