using System.Collections.Immutable;
using Harness.Judging;
using Harness.Reporting.Charts;

namespace Harness.Reporting.Listing;

/// <summary>One scenario over the runs of a folder: at one number of clients and one time scale, since others are not comparable.</summary>
public sealed record ScenarioTrend
{
    /// <summary>The newest so many runs are drawn.</summary>
    public const int MostRuns = 60;

    private static readonly (string Name, Func<ListedScenario, double?> Value)[] _figures =
    [
        ("round trip p99", scenario => scenario.RttP99),
        ("longest detection", scenario => scenario.DetectionMax),
        ("fallback p99", scenario => scenario.FallbackP99),
        ("recovery p99", scenario => scenario.RecoveryP99),
    ];

    public required string Name { get; init; }

    /// <summary>What is the same in all of its runs, and how many there are.</summary>
    public required string Conditions { get; init; }

    public required ImmutableArray<TrendFigure> Figures { get; init; }

    /// <summary>The scenarios that have at least two runs and a figure in two of them, the one that was run last first.</summary>
    /// <param name="runs">Newest first.</param>
    public static ScenarioTrend[] Of(ImmutableArray<ListedRun> runs) =>
    [
        .. runs.Where(run => run.Kind == "run")
            .SelectMany(run => run.Scenarios.Select(scenario => (Run: run, Scenario: scenario)))
            .GroupBy(each => (each.Scenario.Name, each.Scenario.Clients, each.Run.TimeScale))
            // A run that was judged again is the same run.
            .Select(same => Of(same.Key.Name, same.Key.Clients, same.Key.TimeScale, [.. same.Reverse().DistinctBy(each => (each.Run.StartedAt, each.Run.Seed)).TakeLast(MostRuns)]))
            .Where(trend => !trend.Figures.IsEmpty),
    ];

    private static ScenarioTrend Of(string name, int? clients, double timeScale, (ListedRun Run, ListedScenario Scenario)[] runs) => new()
    {
        Name = name,
        Conditions = string.Join(" · ",
        [
            .. clients is { } count ? [Format.Plural(count, "client")] : Array.Empty<string>(),
            .. timeScale == 1 ? Array.Empty<string>() : [$"time scale {timeScale}"],
            Format.Plural(runs.Length, "run"),
        ]),
        Figures = [.. _figures.Where(figure => runs.Count(run => figure.Value(run.Scenario) is not null) >= 2).Select(figure => new TrendFigure(
            figure.Name,
            [.. runs.Select(run => new SparkPoint(figure.Value(run.Scenario), $"{run.Run.Folder}, {Verdict(run).Word()}: {Format.Seconds(figure.Value(run.Scenario))}", Verdict(run).Word()))]))],
    };

    private static Verdict Verdict((ListedRun Run, ListedScenario Scenario) run) => run.Scenario.Verdict ?? run.Run.Verdict;
}

/// <summary>One figure of a trend.</summary>
/// <param name="Points">Oldest first.</param>
public sealed record TrendFigure(string Name, ImmutableArray<SparkPoint> Points)
{
    /// <summary>The newest value; null: the newest run has none.</summary>
    public double? Last => Points[^1].Value;

    /// <summary>From the least to the greatest.</summary>
    public string Range => $"{Format.Seconds(Values.Min())} to {Format.Seconds(Values.Max())}";

    public string Says => $"{Format.Plural(Values.Length, "value")} from {Range}; the newest is {(Last is { } last ? Format.Seconds(last) : "missing")}.";

    private double[] Values => [.. Points.Select(point => point.Value).OfType<double>()];
}
