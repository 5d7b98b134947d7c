namespace Harness.Capacity;

/// <summary>What one more client (or message per second) costs the target: the slope of a least-squares line over the steps that held.</summary>
public sealed record TargetCost
{
    /// <summary>Levels that lie closer together say more about the runtime's heap than about a client.</summary>
    private const int LeastRatio = 2;

    /// <summary>Whose figures they are: <c>embedded</c> or <c>control/stats</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Steps that it was read from, the highest level at least twice the lowest.</summary>
    public required int Steps { get; init; }

    /// <summary>Resident bytes per one; null: it did not grow with the level, or no levels that rose lie far enough apart.</summary>
    public double? Bytes { get; init; }

    /// <summary>Share of a core per one; null: it did not grow with the level.</summary>
    public double? Cores { get; init; }

    /// <summary>The slopes over the steps that held; null where no two levels lie far enough apart.</summary>
    /// <param name="steps">All, in the order in which they were run.</param>
    /// <param name="isLasting">
    /// Whether one process went through all of them. Its memory stays where the highest level brought it, so it says something about a level only if none before it was higher.
    /// </param>
    public static TargetCost? Of(string source, IReadOnlyList<CapacityStep> steps, bool isLasting)
    {
        List<(long Level, RoleUse Use)> read = [], risen = [];
        long highest = 0;
        foreach (CapacityStep step in steps)
        {
            if (step is { Outcome: ProbeOutcome.Held, Target: { RssBytes: > 0 } use })
            {
                read.Add((step.Level, use));
                if (!isLasting || step.Level >= highest)
                {
                    risen.Add((step.Level, use));
                }
            }

            // One that could not be made never met the target.
            highest = step.Outcome == ProbeOutcome.Impossible ? highest : Math.Max(highest, step.Level);
        }

        return !AreFarApart(read) ? null : new TargetCost
        {
            Source = source,
            Steps = read.Count,
            Bytes = AreFarApart(risen) ? Positive(Slope([.. risen.Select(step => ((double)step.Level, (double)step.Use.RssBytes))])) : null,
            Cores = Positive(Slope([.. read.Select(step => ((double)step.Level, step.Use.Cores))])),
        };
    }

    private static bool AreFarApart(List<(long Level, RoleUse Use)> steps) =>
        steps.Count > 0 && steps.Max(step => step.Level) >= LeastRatio * steps.Min(step => step.Level);

    private static double Slope((double X, double Y)[] points)
    {
        double x = points.Average(point => point.X), y = points.Average(point => point.Y);
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }

    private static double? Positive(double slope) => slope > 0 ? slope : null;
}
