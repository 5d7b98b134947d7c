using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>clients.started_late</c>: what could not start in time, which an open model must not hide.</summary>
public sealed class StartedLateSource() : FactCountSource(MetricNames.StartedLate)
{
    protected override bool Counts(ClientRecord client, in Fact fact) => fact.Kind == FactKind.StartedLate;

    protected override string Why(JudgeContext context, Sample sample) =>
        $"was started {Words.Seconds(context.Clients[sample.Client].All.First(fact => fact.Kind == FactKind.StartedLate).C / 1e6)} after its time";
}
