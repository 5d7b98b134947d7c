using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting.Charts;

/// <summary>The share of clients that something has happened to, over the time since it could; those that it never happened to are the rest.</summary>
/// <example><code>
/// 100 %           ┊
///        ╭────────┊
///  50 %  │        ┊
///   0 % ─╯        ┊
///       0   5  10 ┊ 15 s
///             the bound
/// </code></example>
public sealed record ElapsedGeometry
{
    private const int MostTicks = 6;
    private static readonly double[] _steps = [1, 2, 5, 10, 20, 50];
    private static readonly double[] _shares = [0, 0.25, 0.5, 0.75, 1];

    public required ChartFrame Frame { get; init; }

    /// <summary>Up to the last client that it happened to.</summary>
    public required string Line { get; init; }

    /// <summary>What is known of it, from the first to the last: where, what share, within what time.</summary>
    public required ImmutableArray<ElapsedPoint> Points { get; init; }

    /// <summary>Where the bound is; null without one.</summary>
    public required double? BoundX { get; init; }

    public required string BoundAnchor { get; init; }
    public required ImmutableArray<AxisTick> XTicks { get; init; }
    public required ImmutableArray<AxisTick> YTicks { get; init; }

    /// <param name="times">Seconds, with their <see cref="Distribution.Quantiles"/>.</param>
    /// <param name="bound">What the policy promises, in seconds.</param>
    /// <param name="outer">The drawing area.</param>
    /// <returns>Null if the distribution has no shape, or it happened to nobody.</returns>
    public static ElapsedGeometry? Of(Distribution times, double? bound, ChartFrame outer)
    {
        (double Share, double Seconds)[] known = [.. times.Quantiles
            .Select((seconds, i) => (i / (times.Quantiles.Length - 1.0), seconds))
            .Where(point => point.seconds is not null)
            .Select(point => (point.Item1, point.seconds!.Value))];
        if (known.Length == 0)
        {
            return null;
        }

        // Above the plot: a row for the bound's label.
        ChartFrame frame = outer with { Top = 28 };
        double most = Math.Max(known[^1].Seconds, bound ?? 0);
        double step = Step(most);
        LinearScale x = new(0, Math.Max(most * 1.05, step), frame.PlotLeft, frame.PlotRight);
        LinearScale y = new(0, 1, frame.PlotBottom, frame.PlotTop);
        double? boundX = bound is { } limit ? x.Map(limit) : null;
        return new ElapsedGeometry
        {
            Frame = frame,
            Line = SvgPath.Line(
                [x.Map(known[0].Seconds), .. known.Select(point => x.Map(point.Seconds))],
                [frame.PlotBottom, .. known.Select(point => (double?)y.Map(point.Share))]),
            Points = [.. known.Select(point => new ElapsedPoint(x.Map(point.Seconds), y.Map(point.Share), point.Share, point.Seconds))],
            BoundX = boundX,
            BoundAnchor = boundX > frame.PlotLeft + (frame.PlotWidth * 0.6) ? "end" : "start",
            XTicks = [.. Enumerable.Range(0, (int)(x.To / step) + 1).Select(i => new AxisTick(x.Map(i * step), Format.Seconds(i * step)))],
            YTicks = [.. _shares.Select(share => new AxisTick(y.Map(share), Format.Share(share)))],
        };
    }

    /// <summary>1, 2 or 5 times a power of ten, for at most <see cref="MostTicks"/> of them.</summary>
    private static double Step(double most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1e-6))) - 1);
        return _steps.Select(times => times * power).First(step => most / step <= MostTicks);
    }
}

/// <summary>So many of the clients within so many seconds.</summary>
/// <param name="Share">0 to 1.</param>
public sealed record ElapsedPoint(double X, double Y, double Share, double Seconds);
