using Harness.Judging;

namespace Harness.Comparing;

/// <summary>The seconds of a run in which nothing but the load itself went on: after the ramp, and outside every fault and what follows from it.</summary>
public static class QuietSeconds
{
    /// <summary>Seconds that are taken together: values that follow one another are alike, and would count as more evidence than they are.</summary>
    private const int Block = 3;

    /// <summary>Medians of a series over blocks of such seconds.</summary>
    public static double[] Medians(ScenarioResult scenario, IReadOnlyList<double?> series)
    {
        double[] quiet = [.. Of(scenario).Where(second => second < series.Count).Select(second => series[second]).OfType<double>().Where(double.IsFinite)];
        return [.. quiet.Chunk(Block).Where(block => block.Length == Block).Select(block => block.Order().ElementAt(Block / 2))];
    }

    /// <summary>Their indices in the series.</summary>
    public static IEnumerable<int> Of(ScenarioResult scenario)
    {
        TimeSeries series = scenario.Series;
        if (!series.Clients.TryGetValue("open", out var open) || open.IsEmpty)
        {
            return [];
        }

        int full = (int)(open.Max() * 0.9);
        int ramped = Enumerable.Range(0, open.Length).First(second => open[second] >= full);
        return Enumerable.Range(0, Math.Min(open.Length, series.Seconds.Length)).Where(second => second > ramped && open[second] >= full && !scenario.Faults.Any(fault => IsUnder(fault, series.Seconds[second])));
    }

    private static bool IsUnder(FaultResult fault, double second) =>
        fault.Onset is { } onset && second + 1 > onset.From && second <= (fault.Removed?.To ?? onset.To) + (fault.RecoveryBoundSeconds is { } bound && double.IsFinite(bound) ? bound : 5);
}
