using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>recovery.unrecovered</c>: affected clients that had not recovered by the end of the drain.</summary>
public sealed class UnrecoveredSource() : CountSource(MetricNames.Unrecovered)
{
    /// <summary>What kept a client from having recovered.</summary>
    public static string WhyNot(JudgeContext context, Sample sample)
    {
        AffectedClient client = context.Faults[sample.Fault].Of(sample.Client)!;
        if (client.Recovery?.From is not { } from)
        {
            return "never found out that its connection was gone";
        }

        return client.Record.Connections.Any(connection => connection.LostAt == long.MaxValue)
            ? "had an open socket again, but not the versions that were current when the fault ended"
            : "had no open socket again by the end of the drain";
    }

    protected override bool HasPopulation(Scope scope) => scope.Affected.Any(entry => entry.Client.Recovery is not null);

    protected override IEnumerable<Sample> Counted(Scope scope) => scope.Affected
        .Where(entry => entry.Client.Recovery is { At: null })
        .Select(entry => new Sample(entry.Client.Record.Client, 1, entry.Client.Recovery!.From ?? entry.Client.Window.OnsetRequest, entry.Fault.Index));

    protected override string Why(JudgeContext context, Sample sample) => WhyNot(context, sample);
}
