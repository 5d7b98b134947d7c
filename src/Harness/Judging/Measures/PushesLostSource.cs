using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Timing;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>pushes.lost</c>: published while a client held an open socket, and never announced to it by a push. Legitimate in notify-then-fetch.
/// <code>
///   opened            │◄── published here, a push is expected ──►│            lost
///   ──┤░ subscribing ░├──────────────────────────────────────────┤░ in flight ░├──
/// </code>
/// Nobody can say whether a push was due for what was published around the two ends, so one fetch timeout after the open and before the loss is
/// left out. A push that comes late, on whichever connection, is not lost.
/// </summary>
public sealed class PushesLostSource() : CountSource(MetricNames.PushesLost)
{
    protected override bool HasPopulation(Scope scope) => TellVersions(scope) && scope.Clients.Any(client => client.WasOpen
        && scope.Context.LedgersOf(client).Any(ledger => scope.Context.Publications.Of(ledger.Topic).Count > 0));

    protected override IEnumerable<Sample> Counted(Scope scope)
    {
        foreach (ClientRecord client in TellVersions(scope) ? scope.Clients.Where(client => client.WasOpen) : [])
        {
            long margin = client.Policy.FetchTimeout.Microseconds();
            foreach (Ledger ledger in scope.Context.LedgersOf(client))
            {
                HashSet<long>? announced = null;
                foreach ((long at, long version) in scope.Context.Publications.Of(ledger.Topic))
                {
                    if (IsExpected(client, at, margin) && scope.Includes(client, at)
                        && !(announced ??= [.. ledger.Pushes.Select(push => push.Version)]).Contains(version))
                    {
                        yield return new Sample(client.Client, 1, at);
                    }
                }
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) =>
        $"had an open socket, and no push told it of what was published at {context.Time.Seconds(sample.At):0.000} s";

    /// <summary>Of pushes without versions nobody can say which of them is missing.</summary>
    private static bool TellVersions(Scope scope) => scope.Context.Scenario.Protocol is null or { PushesTellVersions: true };

    private static bool IsExpected(ClientRecord client, long at, long margin)
    {
        foreach (Connection connection in client.Connections)
        {
            if (connection.Opened + margin <= at && at < Math.Min(connection.LostAt, client.Until) - margin)
            {
                return true;
            }
        }

        return false;
    }
}
