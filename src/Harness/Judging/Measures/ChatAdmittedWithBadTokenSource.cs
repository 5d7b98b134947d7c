using Harness.Journal;
using Harness.Judging.Chat;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.admitted_with_bad_token</c>: clients with an expired or forged token that were welcomed, or told anything that is said in the room or who is there.</summary>
public sealed class ChatAdmittedWithBadTokenSource() : CountSource(MetricNames.ChatAdmittedWithBadToken)
{
    protected override bool HasPopulation(Scope scope) => BadTokens.In(scope).Any();

    protected override IEnumerable<Sample> Counted(Scope scope)
    {
        foreach (ClientRecord client in BadTokens.In(scope))
        {
            foreach (Fact fact in client.Judged)
            {
                if (fact.Kind is FactKind.ChatJoined or FactKind.ChatReceived or FactKind.ChatListed)
                {
                    yield return new Sample(client.Client, 1, fact.At);
                    break;
                }
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) =>
        $"was let in with {(context.Chat!.Roster.CredentialOf(sample.Client) == ChatCredential.Expired ? "a token past its time" : "a forged token")}";
}
