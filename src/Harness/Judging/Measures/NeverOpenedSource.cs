using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>clients.never_opened</c>: clients that were started and never had an open socket.</summary>
public sealed class NeverOpenedSource() : CountSource(MetricNames.NeverOpened)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any();

    protected override IEnumerable<Sample> Counted(Scope scope) =>
        scope.Clients.Where(client => !client.WasOpen).Select(client => new Sample(client.Client, 1, client.Judged[0].At));

    protected override string Why(JudgeContext context, Sample sample) => "never had an open socket";
}
