using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Judging.Reading;
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

        if (client.Record.Connections.Any(connection => connection.LostAt == long.MaxValue))
        {
            return "had an open socket again, but not the versions that were current when the fault ended";
        }

        // Not by mistake, perhaps, but not back either.
        return LastWord(client.Record) switch
        {
            { Kind: FactKind.GaveUp } gaveUp => $"had no open socket again by the end of the drain: it had given up, because {Words.Reason((GiveUpReason)gaveUp.B)}",
            { Kind: FactKind.WaitsForSend } => "had no open socket again by the end of the drain: it waited for its next message to be sent",
            _ => "had no open socket again by the end of the drain",
        };
    }

    /// <summary>What the client said last on whether it comes back; nothing said since its last attempt is null.</summary>
    private static Fact? LastWord(ClientRecord record)
    {
        Fact? word = null;
        foreach (Fact fact in record.Judged)
        {
            word = fact.Kind switch
            {
                FactKind.GaveUp or FactKind.WaitsForSend => fact,
                FactKind.AttemptStarted => null,
                _ => word,
            };
        }

        return word;
    }

    protected override bool HasPopulation(Scope scope) => scope.Affected.Any(entry => entry.Client.Recovery is not null);

    protected override IEnumerable<Sample> Counted(Scope scope) => scope.Affected
        .Where(entry => entry.Client.Recovery is { At: null })
        .Select(entry => new Sample(entry.Client.Record.Client, 1, entry.Client.Recovery!.From ?? entry.Client.Window.OnsetRequest, entry.Fault.Index));

    protected override string Why(JudgeContext context, Sample sample) => WhyNot(context, sample);
}
