using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>reconnects.delay</c>: from a loss, told or declared, to the beginning of the attempt that follows it, at the instant of the loss. What comes of the attempt, and
/// the attempts after one that failed, do not count; a loss that no attempt followed has no value: whether one had to follow, the invariant <c>attempts-continue</c> says.
/// </summary>
public sealed class ReconnectsDelaySource() : DistributionSource(MetricNames.ReconnectsDelay)
{
    protected override IEnumerable<Sample> Samples(Scope scope)
    {
        foreach (ClientRecord client in scope.Clients)
        {
            foreach (Connection connection in client.Connections)
            {
                if (connection.LostAt < client.Until && Next(client, connection) is { } next && scope.Includes(client, connection.LostAt))
                {
                    yield return new Sample(client.Client, (next - connection.LostAt) / 1e6, connection.LostAt);
                }
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) =>
        $"lost its connection at {context.Time.Seconds(sample.At):0.000} s and began its next attempt {Words.Seconds(sample.Value)} later";

    private static long? Next(ClientRecord client, Connection lost)
    {
        foreach (Fact fact in client.Judged)
        {
            if (fact.At >= lost.LostAt && fact.A > lost.Number && Attempts.IsReconnect(fact))
            {
                return fact.At;
            }
        }

        return null;
    }
}
