using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Timing;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>presence.offline</c>: clients that the server did not list as online at the end of the drain, though their socket had been open for longer than the
/// presence threshold: long enough for a heartbeat to have told it.
/// </summary>
public sealed class PresenceOfflineSource() : CountSource(MetricNames.PresenceOffline)
{
    protected override bool HasPopulation(Scope scope) => Listed(scope).Any();

    protected override IEnumerable<Sample> Counted(Scope scope) =>
        Listed(scope).Where(listed => listed.State != PresenceState.Online).Select(listed => new Sample(listed.Client.Client, 1, listed.At));

    protected override string Why(JudgeContext context, Sample sample)
    {
        ClientRecord client = context.Clients[sample.Client];
        return $"had had an open socket for {Words.Seconds((sample.At - client.Connections[^1].Opened) / 1e6)}, and the server did not list it as online";
    }

    private static IEnumerable<(ClientRecord Client, long At, PresenceState State)> Listed(Scope scope)
    {
        long threshold = scope.Context.Scenario.Target.PresenceThreshold.Microseconds();
        foreach (ClientRecord client in scope.Clients)
        {
            foreach (Fact fact in client.Judged)
            {
                if (fact.Kind == FactKind.PresenceListed && client.Connections.Any(connection => connection.IsOpenAt(fact.At) && fact.At - connection.Opened > threshold))
                {
                    yield return (client, fact.At, (PresenceState)fact.A);
                }
            }
        }
    }
}
