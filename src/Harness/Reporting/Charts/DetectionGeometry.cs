using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting.Charts;

/// <summary>Clients per number of missed heartbeats, the policy's bound as a line, and those that never noticed in a slot of their own.</summary>
/// <example><code>
///        ▄▄
///   ▂▂   ██ ┊          ▄▄
///   2    3  ┊  4     never
///         bound 3
/// </code></example>
public sealed record DetectionGeometry
{
    public required ChartFrame Frame { get; init; }
    public required ImmutableArray<DetectionBar> Bars { get; init; }

    /// <summary>The right edge of the bound's slot; null without a bound.</summary>
    public required double? BoundX { get; init; }

    public required string BoundAnchor { get; init; }
    public required ImmutableArray<AxisTick> YTicks { get; init; }

    /// <param name="bars">Clients per value.</param>
    /// <param name="undetected">Clients that had to detect and did not.</param>
    /// <param name="bound">The policy's bound in missed heartbeats.</param>
    /// <param name="outer">The drawing area.</param>
    public static DetectionGeometry Of(ImmutableArray<HistogramBar> bars, int undetected, int? bound, ChartFrame outer)
    {
        // Above the plot: a row for the bound's label, and one for the number on the tallest bar.
        ChartFrame frame = outer with { Top = 42 };
        int first = bars.Select(bar => bar.Value).Append(bound ?? int.MaxValue).Min() is var least and < int.MaxValue ? Math.Max(0, least - 1) : 0;
        int last = bars.Select(bar => bar.Value).Append((bound ?? 0) + 1).Append(first + 1).Max();
        int slots = last - first + 1 + (undetected > 0 ? 1 : 0);
        double slot = frame.PlotWidth / slots;
        ImmutableArray<double> yTicks = Ticks.Counts(bars.Select(bar => bar.Clients).Append(undetected).Max(), 4);
        LinearScale y = new(0, yTicks[^1], frame.PlotBottom, frame.PlotTop);
        int every = Math.Max(1, (int)Math.Ceiling(34 / slot));
        Dictionary<int, int> clients = bars.GroupBy(bar => bar.Value).ToDictionary(group => group.Key, group => group.Sum(bar => bar.Clients));

        IEnumerable<DetectionBar> all = Enumerable.Range(first, last - first + 1).Select(value =>
            Bar(value - first, value, clients.GetValueOrDefault(value), Format.Count(value), bound is { } limit && value > limit ? "late" : "in-time", (value - first) % every == 0));
        if (undetected > 0)
        {
            all = all.Append(Bar(slots - 1, null, undetected, Format.Never, "undetected", true));
        }

        double? boundX = bound is { } most ? frame.PlotLeft + ((most - first + 1) * slot) : null;
        return new DetectionGeometry
        {
            Frame = frame,
            Bars = [.. all],
            BoundX = boundX,
            BoundAnchor = boundX > frame.PlotLeft + (frame.PlotWidth * 0.6) ? "end" : "start",
            YTicks = [.. yTicks.Select(tick => new AxisTick(y.Map(tick), Format.Count((long)tick)))],
        };

        DetectionBar Bar(int index, int? value, int count, string label, string kind, bool labelled)
        {
            double width = Math.Min(72, slot * 0.7);
            double top = count > 0 ? Math.Min(y.Map(count), frame.PlotBottom - 1) : frame.PlotBottom;
            return new DetectionBar(frame.PlotLeft + ((index + 0.5) * slot) - (width / 2), top, width, frame.PlotBottom - top,
                value, count, labelled ? label : "", kind, slot >= 30);
        }
    }
}

/// <summary>One bar.</summary>
/// <param name="Value">Missed heartbeats; null: it never noticed.</param>
/// <param name="Clients">How many.</param>
/// <param name="Label">Under the bar; empty where labels would touch.</param>
/// <param name="Kind">The CSS class: in-time, late or undetected.</param>
/// <param name="HasRoom">Whether its number fits above it.</param>
public sealed record DetectionBar(double X, double Y, double Width, double Height, int? Value, int Clients, string Label, string Kind, bool HasRoom)
{
    public double Middle => X + (Width / 2);
}
