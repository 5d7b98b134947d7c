using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>chat.refused</c>: connections on which the server took the client's token not, or not any more.</summary>
public sealed class ChatRefusedSource() : FactCountSource(MetricNames.ChatRefused)
{
    protected override bool Counts(ClientRecord client, in Fact fact) => fact.Kind == FactKind.ChatRefused;

    protected override string Why(JudgeContext context, Sample sample) => "was told that its token is not taken";
}
