using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Harness.History;
using Harness.Judging;
using Harness.Reporting;

namespace Harness.Cli;

/// <summary>A scenario's history as lines of text.</summary>
internal static class HistoryView
{
    /// <summary>Runs of a trend that fit a line.</summary>
    private const int Drawn = 40;

    private static readonly double _smallest = new BaselineSettings().SmallestChange;

    /// <summary>Figures that stand there though nothing changed: what a reader asks for first.</summary>
    private static readonly string[] _usual = ["heartbeat.rtt.p99", "detection.time.max", "recovery.time.p99", "fallback.time.p99"];

    /// <summary>Writes each group of comparable runs, the one with the newest run first, and what could not be read.</summary>
    public static void Write(TextWriter output, string scenario, HistoryContent content, bool all)
    {
        output.WriteLine($"{scenario}  {Format.Plural(content.Records.Length, "run")}");
        foreach (IGrouping<(string Fingerprint, string Environment), HistoryRecord> group in content.Records
            .GroupBy(record => (record.Fingerprint, record.Environment)).OrderByDescending(group => group.Max(record => record.StartedAt)))
        {
            Group(output, [.. group], all);
        }

        foreach (string broken in content.Broken)
        {
            output.WriteLine($"  broken: {ConsoleSummary.Visible(broken)}");
        }

        output.WriteLine();
    }

    private static void Group(TextWriter output, ImmutableArray<HistoryRecord> records, bool all)
    {
        output.WriteLine($"  {ConsoleSummary.Visible(records[0].Environment)}; asked as {ConsoleSummary.Visible(records[0].Fingerprint)}");
        output.WriteLine($"  {Format.Plural(records.Length, "run")}, {Day(records[0].StartedAt)} to {Day(records[^1].StartedAt)}");
        string[] names = [.. records.SelectMany(record => record.Figures.Keys).Distinct().Order(StringComparer.Ordinal)];
        var rows = new List<(string Name, string Last, string Trend, ImmutableArray<ChangePoint> Changes, ImmutableArray<HistoryPoint> Points, Figure Figure)>();
        foreach (string name in names)
        {
            (ImmutableArray<HistoryPoint> points, ImmutableArray<ChangePoint> changes) = Baseline.Trend(records, name, _smallest);
            changes = [.. changes.Where(change => change.Withdrawn is null)];
            if (all || !changes.IsEmpty || _usual.Any(usual => name.StartsWith(usual, StringComparison.Ordinal) && !name.Contains('<')))
            {
                Figure figure = records.Last(record => record.Figures.ContainsKey(name)).Figures[name];
                rows.Add((ConsoleSummary.Visible(name), HistoryWords.Value(points[^1].Value, figure.Unit), Trend(points), changes, points, figure));
            }
        }

        int width = rows.Select(row => row.Name.Length).DefaultIfEmpty(0).Max();
        int values = rows.Select(row => row.Last.Length).DefaultIfEmpty(0).Max();
        foreach ((string name, string last, string trend, ImmutableArray<ChangePoint> changes, ImmutableArray<HistoryPoint> points, Figure figure) in rows)
        {
            output.WriteLine($"    {name.PadRight(width)}  {last.PadLeft(values)}  {trend}");
            foreach (ChangePoint change in changes)
            {
                output.WriteLine($"      {Tell(change, points, name, figure)}");
            }
        }
    }

    private static string Tell(ChangePoint change, ImmutableArray<HistoryPoint> points, string name, Figure figure)
    {
        var told = new FigureChange
        {
            Name = name, Unit = figure.Unit, Worse = figure.Worse, Evidence = ChangeEvidence.Lasting, From = change.From, To = change.To,
            FirstRun = points[change.First].Run, FirstStartedAt = points[change.First].StartedAt, History = [], ChangedAt = 0,
        };
        string first = told.IsWorse ? "first bad run" : "first run";
        return $"{told.Sign()} {told.Word()} {HistoryWords.Value(change.From, figure.Unit)} → {HistoryWords.Value(change.To, figure.Unit)} ({HistoryWords.Percent(told)}), "
            + $"{first} {ConsoleSummary.Visible(told.FirstRun)} ({Day(told.FirstStartedAt)}), seen with {ConsoleSummary.Visible(points[change.Found].Run)}";
    }

    /// <summary>The newest runs as blocks of eight heights, from the least to the greatest of them.</summary>
    private static string Trend(ImmutableArray<HistoryPoint> points)
    {
        double[] values = [.. points.TakeLast(Drawn).Select(point => point.Value)];
        double least = values.Min();
        double most = values.Max();
        StringBuilder blocks = new();
        foreach (double value in values)
        {
            blocks.Append((char)('▁' + (most > least ? (int)Math.Min(7, (value - least) / (most - least) * 8) : 3)));
        }

        return blocks.ToString();
    }

    private static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
