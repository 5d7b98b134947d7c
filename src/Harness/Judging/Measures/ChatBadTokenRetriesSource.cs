using Harness.Journal;
using Harness.Judging.Chat;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.bad_token.retries</c>: attempts to connect by each client with an expired or forged token after it was told that it is not taken: it is to stop.</summary>
public sealed class ChatBadTokenRetriesSource() : DistributionSource(MetricNames.ChatBadTokenRetries)
{
    protected override IEnumerable<Sample> Samples(Scope scope)
    {
        foreach (ClientRecord client in BadTokens.In(scope))
        {
            int retries = 0;
            bool isRefused = false;
            long last = scope.Context.Time.Load;
            foreach (Fact fact in client.Judged)
            {
                isRefused |= fact.Kind == FactKind.ChatRefused;
                if (isRefused && fact.Kind == FactKind.AttemptStarted)
                {
                    (retries, last) = (retries + 1, fact.At);
                }
            }

            yield return new Sample(client.Client, retries, last);
        }
    }

    protected override string Why(JudgeContext context, Sample sample) => $"tried {sample.Value:0} times more to connect after its token was not taken";
}
