using System.Collections.Immutable;

namespace Harness.Reporting.Charts;

/// <summary>A long run has more seconds than a chart has pixels: each point stands for a few seconds and shows the worst of them, so nothing is smoothed away.</summary>
/// <param name="Length">Samples of the whole series.</param>
/// <param name="Step">Samples per point; 1 where all of them are shown.</param>
public sealed record Thinning(int Length, int Step)
{
    public static Thinning Of(int length, int atMost) => new(length, Math.Max(1, (length + atMost - 1) / atMost));

    /// <summary>The index ranges of the points, in order.</summary>
    public ImmutableArray<Range> Points { get; } = [.. Enumerable.Range(0, (Length + Step - 1) / Step).Select(i => (i * Step)..Math.Min((i + 1) * Step, Length))];

    /// <summary>The greatest value per point; null where all of its samples are.</summary>
    public ImmutableArray<double?> Greatest(IReadOnlyList<double?> values) => [.. Points.Select(point => Indices(point).Max(i => At(values, i)))];

    /// <summary>The index of the sample with the smallest value, per point.</summary>
    public ImmutableArray<int> Least(IReadOnlyList<int> values) => [.. Points.Select(point => Indices(point).MinBy(i => i < values.Count ? values[i] : 0))];

    private static IEnumerable<int> Indices(Range range) => Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value);

    /// <summary>A series that is shorter than the seconds has a gap at its end.</summary>
    private static double? At(IReadOnlyList<double?> values, int index) => index < values.Count ? values[index] : null;
}
