using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting;

/// <summary>
/// Ways to the same updates side by side: one row per population, what is best in each column marked. There is one for each set of scenarios that
/// can be compared: as many clients, the same topics and updates, the same faults.
/// </summary>
/// <param name="Conditions">What the rows have in common, in words.</param>
/// <param name="Rows">In the order of the run.</param>
public sealed record TransportComparison(string Conditions, ImmutableArray<TransportRow> Rows)
{
    public const string Title = "Transports side by side";

    /// <summary>What the figures are, for the foot of the table.</summary>
    public const string Legend = "Requests, bytes and CPU: per client and minute that it was there; bytes above TCP and TLS. Behind: from a publication until the client held it. Best: the least of its column.";

    private static readonly Column[] _columns =
    [
        new("Requests", transport => transport.RequestsPerMinute, requests => Format.Number(requests)),
        new("Failed", transport => transport.RequestsFailed, failed => Format.Count((long)failed)),
        new("Received", transport => transport.ReceivedPerMinute, Bytes),
        new("Sent", transport => transport.SentPerMinute, Bytes),
        new("Target CPU", transport => transport.TargetCpuPerMinute, seconds => Format.Seconds(seconds)),
        new("Behind, p50", transport => Never(transport.Delay, transport.Delay?.P50), seconds => Format.Seconds(seconds)),
        new("Behind, p99", transport => Never(transport.Delay, transport.Delay?.P99), seconds => Format.Seconds(seconds)),
        new("Updates lost", transport => transport.UpdatesLost, lost => Format.Count((long)lost)),
    ];

    /// <summary>The heads of the columns with figures.</summary>
    public static ImmutableArray<string> Heads { get; } = [.. _columns.Select(column => column.Head)];

    /// <summary>The comparisons that a run gives; none where everybody's updates come the same way.</summary>
    public static ImmutableArray<TransportComparison> Of(RunResult run) =>
    [
        .. run.Scenarios
            .Where(scenario => !scenario.Transports.IsDefaultOrEmpty)
            .GroupBy(scenario => (scenario.Clients, scenario.Transports[0].Follows, Faults: string.Join('\n', scenario.Faults.Select(fault => $"{fault.Kind} {fault.Detail} {fault.Path} {fault.Cohorts.Length}"))))
            .Select(group => Compare(group.Key.Clients, group.Key.Follows, [.. group]))
            .Where(comparison => comparison.Rows.Select(row => row.Transport).Distinct().Count() > 1),
    ];

    /// <summary>A transport as tables call it.</summary>
    public static string Word(UpdateTransport transport) => transport switch
    {
        UpdateTransport.Push => "push",
        UpdateTransport.LongPolling => "long polling",
        _ => "ajax polling",
    };

    private static TransportComparison Compare(int clients, string follows, ImmutableArray<ScenarioResult> scenarios)
    {
        (ScenarioResult Scenario, TransportResult Transport)[] rows = [.. scenarios.SelectMany(scenario => scenario.Transports.Select(transport => (scenario, transport)))];
        TransportCell[][] columns = [.. _columns.Select(column => column.Cells(rows.Select(row => row.Transport)))];
        bool several = scenarios.Any(scenario => scenario.Transports.Length > 1);
        return new TransportComparison(
            $"{Format.Plural(clients, "client")}{(scenarios.Length > 1 ? " each" : "")}, {follows}",
            [
                .. rows.Select((row, i) => new TransportRow(
                    several ? $"{row.Scenario.Name}, {row.Transport.Population}" : row.Scenario.Name,
                    row.Transport.Transport, row.Scenario.Verdict, [.. columns.Select(cells => cells[i])])),
            ]);
    }

    private static double? Never(Distribution? delay, double? statistic) => delay is null ? null : statistic ?? double.PositiveInfinity;

    private static string Bytes(double bytes) => bytes < 999.5 ? $"{bytes:0} B" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1000:#,0.0} KB");

    /// <summary>A figure of which less is better.</summary>
    private sealed record Column(string Head, Func<TransportResult, double?> Value, Func<double, string> Text)
    {
        /// <summary>What reads like the least is the least. Where all read alike, nothing is best.</summary>
        public TransportCell[] Cells(IEnumerable<TransportResult> transports)
        {
            double?[] values = [.. transports.Select(Value)];
            string[] texts = [.. values.Select(value => value is { } number ? double.IsFinite(number) ? Text(number) : Format.Never : Format.None)];
            string? least = texts.Distinct().Count() > 1 && values.Count(value => value is not null) > 1 ? texts[Array.IndexOf(values, values.Min())] : null;
            return [.. texts.Select(text => new TransportCell(text, text == least))];
        }
    }
}

/// <summary>One way to the updates.</summary>
/// <param name="Name">The scenario's, and the population's where there are several.</param>
/// <param name="Transport">How updates come.</param>
/// <param name="Verdict">Of the scenario: figures of one that did not pass are to be read with care.</param>
/// <param name="Cells">Below <see cref="TransportComparison.Heads"/>.</param>
public sealed record TransportRow(string Name, UpdateTransport Transport, Verdict Verdict, ImmutableArray<TransportCell> Cells);

/// <summary>One figure in words.</summary>
/// <param name="Text">With its unit.</param>
/// <param name="IsBest">Whether nothing in the column is less.</param>
public sealed record TransportCell(string Text, bool IsBest);
