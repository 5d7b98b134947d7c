using System.Collections.Immutable;

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

    /// <summary>Resident bytes per one; null: it did not grow with the level.</summary>
    public double? Bytes { get; init; }

    /// <summary>Share of a core per one; null: it did not grow with the level.</summary>
    public double? Cores { get; init; }

    /// <summary>The slopes over some steps; null where no two levels lie far enough apart.</summary>
    public static TargetCost? Of(string source, IEnumerable<(long Level, RoleUse Use)> steps)
    {
        ImmutableArray<(long Level, RoleUse Use)> read = [.. steps.Where(step => step.Use.RssBytes > 0)];
        return read.IsEmpty || read.Max(step => step.Level) < LeastRatio * read.Min(step => step.Level) ? null : new TargetCost
        {
            Source = source,
            Steps = read.Length,
            Bytes = Positive(Slope([.. read.Select(step => ((double)step.Level, (double)step.Use.RssBytes))])),
            Cores = Positive(Slope([.. read.Select(step => ((double)step.Level, step.Use.Cores))])),
        };
    }

    private static double Slope((double X, double Y)[] points)
    {
        double x = points.Average(point => point.X), y = points.Average(point => point.Y);
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }

    private static double? Positive(double slope) => slope > 0 ? slope : null;
}
