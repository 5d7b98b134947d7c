using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>clients.not_started</c>: clients of the load of which the journal knows nothing. Not limited to faults: who was never there was hit by none.</summary>
public sealed class NotStartedSource() : CountSource(MetricNames.NotStarted)
{
    protected override bool HasPopulation(Scope scope) => scope.Context.Clients.Length > 0;

    protected override IEnumerable<Sample> Counted(Scope scope) =>
        scope.Context.Clients.Where(client => !client.HasStarted && scope.Includes(client)).Select(client => new Sample(client.Client, 1, scope.Context.Time.End));

    protected override string Why(JudgeContext context, Sample sample) => "was never started";
}
