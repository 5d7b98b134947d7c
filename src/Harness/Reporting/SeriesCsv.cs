using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Harness.Judging;

namespace Harness.Reporting;

/// <summary>
/// <c>series.csv</c>: the values per second of every scenario of a run, one row per scenario and second, as RFC 4180 has it (CRLF, a head, quotes where they are
/// needed). Numbers have a point and no separators whatever the machine's language; what was not measured is empty.
/// </summary>
public static class SeriesCsv
{
    /// <summary>The states that have a column of their own, in the order of a client's life.</summary>
    private static readonly ImmutableArray<string> _states = ["connecting", "open", "suspect", "polling", "reconnecting", "closed"];

    private static readonly ImmutableArray<Column> _columns =
    [
        new("second", (series, _, i) => Number(series.Seconds[i])),
        .. _states.Select(state => new Column($"clients_{state}", (series, _, i) => Count(series.Clients.GetValueOrDefault(state, []), i))),
        new("heartbeats_sent", (series, _, i) => Count(series.HeartbeatsSent, i)),
        new("heartbeats_answered", (series, _, i) => Count(series.HeartbeatsAnswered, i)),
        new("heartbeats_missed", (series, _, i) => Count(series.HeartbeatsMissed, i)),
        new("reconnects", (series, _, i) => Count(series.Reconnects, i)),
        new("reconnect_attempts", (series, _, i) => Count(series.Attempts, i)),
        new("polls", (series, _, i) => Count(series.Polls, i)),
        new("rtt_p50_seconds", (series, _, i) => Value(series.RttP50, i)),
        new("rtt_p99_seconds", (series, _, i) => Value(series.RttP99, i)),
        new("staleness_p99_seconds", (series, _, i) => Value(series.StalenessP99, i)),
        new("staleness_max_seconds", (series, _, i) => Value(series.StalenessMax, i)),
        new("faults_on", (series, faults, i) => FaultsOn(faults, series.Seconds[i])),
    ];

    /// <summary>The names of the columns.</summary>
    public static ImmutableArray<string> Heads { get; } = ["scenario", .. _columns.Select(column => column.Head)];

    public static string Write(RunResult run)
    {
        StringBuilder text = new();
        text.AppendJoin(',', Heads).Append("\r\n");
        foreach (ScenarioResult scenario in run.Scenarios)
        {
            string name = Text(scenario.Name);
            for (int i = 0; i < scenario.Series.Seconds.Length; i++)
            {
                text.Append(name);
                foreach (Column column in _columns)
                {
                    text.Append(',').Append(column.Value(scenario.Series, scenario.Faults, i));
                }

                text.Append("\r\n");
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// A text as a cell. Spreadsheets take what begins with one of a few signs for a formula and would compute it; an apostrophe before it keeps it a text. Names of
    /// scenarios begin with none of them, but a file that somebody hands on can.
    /// </summary>
    internal static string Text(string text)
    {
        string safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Count(ImmutableArray<int> values, int index) => index < values.Length ? values[index].ToString(CultureInfo.InvariantCulture) : "";

    private static string Value(ImmutableArray<double?> values, int index) => index < values.Length && values[index] is { } value ? Number(value) : "";

    /// <summary>To the microsecond.</summary>
    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : "";

    /// <summary>How many faults were on at any time of the second; one that is an event, or was never removed, counts in the second of its onset.</summary>
    private static string FaultsOn(ImmutableArray<FaultResult> faults, double second) =>
        faults.Count(fault => fault.Onset is { } onset && onset.From < second + 1 && (fault.Removed?.To ?? onset.From) >= second).ToString(CultureInfo.InvariantCulture);

    private sealed record Column(string Head, Func<TimeSeries, ImmutableArray<FaultResult>, int, string> Value);
}
