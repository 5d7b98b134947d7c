using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>reconnects</c>: connections that opened after an earlier one of the same client; a first open after failed attempts is none.</summary>
public sealed class ReconnectsSource() : FactCountSource(MetricNames.Reconnects)
{
    protected override bool Counts(ClientRecord client, in Fact fact) =>
        fact.Kind == FactKind.Opened && client.Connections is [var first, ..] && fact.A != first.Number;

    protected override string Why(JudgeContext context, Sample sample) => "opened a connection after it had lost one";
}
