using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Timing;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>clients.never_opened</c>: clients that were started and never had an open socket. Left out is who was closed by its user, or left, in the first second of its first attempt, before
/// that had failed.
/// </summary>
public sealed class NeverOpenedSource() : CountSource(MetricNames.NeverOpened)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any();

    protected override IEnumerable<Sample> Counted(Scope scope) =>
        scope.Clients.Where(client => !client.WasOpen && !HadNoTime(client)).Select(client => new Sample(client.Client, 1, client.Judged[0].At));

    private static bool HadNoTime(ClientRecord client) => client.WentAway
        && client.Until - client.Judged[0].At < client.Policy.Reconnect.AttemptAllowance.Microseconds()
        && !client.Judged.Any(fact => fact.Kind == FactKind.AttemptFailed);

    protected override string Why(JudgeContext context, Sample sample) => "never had an open socket";
}
