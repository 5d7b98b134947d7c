using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.History;

/// <summary>How a run is compared with those before it.</summary>
public sealed record BaselineSettings
{
    /// <summary>How many accepted runs before it a run is compared with, unless given.</summary>
    public const int UsualRuns = 10;

    /// <summary>K: how many of the last accepted runs a run is compared with; as long is a change told.</summary>
    public int Runs { get; init; } = UsualRuns;

    /// <summary>The smallest change worth a mention, a share of the level before.</summary>
    public double SmallestChange { get; init; } = 0.05;

    /// <summary>Whether a figure that got worse fails the scenario.</summary>
    public bool FailOnRegression { get; init; }
}

/// <summary>
/// Compares a run with the accepted ones before it, figure by figure, in two ways. A change point is a lasting one: several runs in a row are on another level. This
/// run alone is told where it is far outside of the last K: further than <see cref="FarOutside"/> robust deviations, and than any of them.
/// </summary>
public static class Baseline
{
    /// <summary>Below that many runs, nothing can be said of one run.</summary>
    public const int LeastRuns = 5;

    /// <summary>
    /// Deviations (median absolute ones, scaled to a standard deviation) that make a single run stand out. Of ten runs, that measure is itself uncertain, so it has to
    /// be far more than the 3.5 of large samples (Iglewicz and Hoaglin, 1993); benchmarks/history.md has how often noise gets there.
    /// </summary>
    private const double FarOutside = 8;

    /// <summary>Runs that are searched for change points, and drawn, at most.</summary>
    private const int MostSearched = 200;

    private const int MostDrawn = 40;

    /// <summary>What changed.</summary>
    /// <param name="now">The run's record.</param>
    /// <param name="before">The accepted runs before it that are comparable, oldest first.</param>
    public static HistoryComparison Compare(HistoryRecord now, ImmutableArray<HistoryRecord> before, BaselineSettings settings)
    {
        ImmutableArray<HistoryRecord> searched = before.Length > MostSearched ? before[^MostSearched..] : before;
        var changes = new List<FigureChange>();
        int figures = 0;
        foreach ((string name, Figure figure) in now.Figures)
        {
            HistoryPoint[] points =
            [
                .. searched.Where(record => record.Figures.ContainsKey(name)).Select(record => new HistoryPoint(record.Run, record.StartedAt, record.Figures[name].Value)),
                new HistoryPoint(now.Run, now.StartedAt, figure.Value),
            ];
            figures += points.Length > LeastRuns ? 1 : 0;
            if ((Lasting(points, figure, settings) ?? ThisRun(points, figure, settings)) is { } change)
            {
                changes.Add(Named(name, figure, points, change));
            }
        }

        return new HistoryComparison
        {
            Runs = Math.Min(settings.Runs, before.Length),
            Figures = figures,
            SmallestChange = settings.SmallestChange,
            Environment = now.Environment,
            FailsOnRegression = settings.FailOnRegression,
            Changes = [.. WithoutEchoes(changes).OrderByDescending(change => change.IsWorse).ThenByDescending(change => Math.Abs(change.Share ?? double.MaxValue))],
        };
    }

    /// <summary>The change points of a figure over records, oldest first; points without the figure are passed over.</summary>
    public static (ImmutableArray<HistoryPoint> Points, ImmutableArray<ChangePoint> Changes) Trend(ImmutableArray<HistoryRecord> records, string name, double smallestChange)
    {
        ImmutableArray<HistoryPoint> points = [.. records.Where(record => record.Figures.ContainsKey(name)).Select(record => new HistoryPoint(record.Run, record.StartedAt, record.Figures[name].Value))];
        return points.IsEmpty
            ? (points, [])
            : (points, ChangePoints.Find([.. points.Select(point => point.Value)], LimitsOf(records.Last(record => record.Figures.ContainsKey(name)).Figures[name].Unit, smallestChange)));
    }

    /// <summary>A change point whose new level is not the usual one yet: it could be seen for the first time within the last K runs, this one counted.</summary>
    private static Found? Lasting(HistoryPoint[] points, Figure figure, BaselineSettings settings)
    {
        double[] values = [.. points.Select(point => point.Value)];
        ChangePoint? last = ChangePoints.Find(values, LimitsOf(figure.Unit, settings.SmallestChange)).LastOrDefault(change => change.Withdrawn is null);
        return last is not null && points.Length - last.Found <= settings.Runs
            ? new Found(ChangeEvidence.Lasting, last.From, Robust.Median(values.AsSpan()[last.First..]), last.First)
            : null;
    }

    /// <summary>This run, far outside of the last K.</summary>
    private static Found? ThisRun(HistoryPoint[] points, Figure figure, BaselineSettings settings)
    {
        double[] last = [.. points[..^1].TakeLast(settings.Runs).Select(point => point.Value)];
        if (last.Length < Math.Min(LeastRuns, settings.Runs))
        {
            return null;
        }

        double now = points[^1].Value;
        double level = Robust.Median(last);
        ChangeLimits limits = LimitsOf(figure.Unit, settings.SmallestChange);
        double spread = Math.Max(Robust.Mad(last), Math.Max(LeastSpread * Math.Abs(level), limits.Quantum / 2));
        return Math.Abs(now - level) > FarOutside * spread
            && Math.Abs(now - level) >= Math.Max(settings.SmallestChange * Math.Abs(level), limits.Quantum)
            && (now > last.Max() || now < last.Min())
            ? new Found(ChangeEvidence.ThisRun, level, now, points.Length - 1)
            : null;
    }

    /// <summary>As in <see cref="ChangePoints"/>: equal runs do not make the next one a change.</summary>
    private const double LeastSpread = 0.005;

    /// <summary>What is too small to mean anything: timer ticks, one client of thousands, a page of memory.</summary>
    private static ChangeLimits LimitsOf(FigureUnit unit, double smallest) => new()
    {
        SmallestShare = smallest,
        Quantum = unit switch
        {
            FigureUnit.Seconds => 50e-6,
            FigureUnit.Bytes => 256,
            FigureUnit.ByteRate => 16,
            FigureUnit.Share => 0.005,
            _ => 1,
        },
    };

    private static FigureChange Named(string name, Figure figure, HistoryPoint[] points, Found change)
    {
        int dropped = Math.Max(0, Math.Min(points.Length - MostDrawn, change.First - 1));
        return new FigureChange
        {
            Name = name,
            Unit = figure.Unit,
            Worse = figure.Worse,
            Evidence = change.Evidence,
            From = change.From,
            To = change.To,
            FirstRun = points[change.First].Run,
            FirstStartedAt = points[change.First].StartedAt,
            History = [.. points[dropped..]],
            ChangedAt = change.First - dropped,
        };
    }

    /// <summary>An assertion on a figure that is followed by itself says the same a second time: the figure stays.</summary>
    private static IEnumerable<FigureChange> WithoutEchoes(List<FigureChange> changes) => changes
        .GroupBy(change => string.Join(' ', change.History.Select(point => point.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture))))
        .Select(same => same.MinBy(change => change.Name.Contains('=') || change.Name.Contains('<') || change.Name.Contains('>') ? 1 : 0)!);

    private sealed record Found(ChangeEvidence Evidence, double From, double To, int First);
}
