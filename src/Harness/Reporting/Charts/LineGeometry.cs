using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting.Charts;

/// <summary>A named row of values, one per second; null is a gap.</summary>
/// <param name="Name">In the legend; in lower case it is the CSS class too.</param>
public sealed record LineSeries(string Name, ImmutableArray<double?> Values)
{
    public LineSeries(string name, ImmutableArray<int> values)
        : this(name, [.. values.Select(value => (double?)value)])
    {
    }
}

/// <summary>What the values of a line chart are.</summary>
public enum LineUnit
{
    /// <summary>Things per second, from 0.</summary>
    Rate,

    /// <summary>Durations in seconds, on a logarithmic axis: round trips lie between microseconds and timeouts.</summary>
    Duration,

    /// <summary>Ages in seconds, from 0: most of them are 0, which has no place on a logarithmic axis.</summary>
    Age,
}

/// <summary>A small chart of lines on the time axis of the figure above it.</summary>
public sealed record LineGeometry
{
    private const int Samples = 520;

    public required ChartFrame Frame { get; init; }
    public required ImmutableArray<(string Name, string Path)> Lines { get; init; }
    public required ImmutableArray<FaultMark> Faults { get; init; }
    public required ImmutableArray<AxisTick> XTicks { get; init; }
    public required ImmutableArray<AxisTick> YTicks { get; init; }
    public required ImmutableArray<Slice> Slices { get; init; }

    /// <summary>The densest second of a line, where that is known: between the whole seconds it can be higher than any of them.</summary>
    public ImmutableArray<PeakMark> Peaks { get; init; } = [];

    /// <summary>Whether there is any value at all.</summary>
    public bool IsEmpty => Lines.All(line => line.Path.Length == 0);

    public static LineGeometry Of(ImmutableArray<double> seconds, ImmutableArray<LineSeries> series, LineUnit unit, TimeAxis axis, ChartFrame frame, ImmutableArray<LinePeak> peaks = default)
    {
        peaks = peaks.IsDefault ? [] : peaks;
        Thinning thinning = Thinning.Of(seconds.Length, Samples);
        LinearScale x = axis.Scale(frame);
        // What happened within seconds stands in their middle, so that it neither precedes nor trails the fault that caused it.
        (double From, double To)[] spans = [.. thinning.Points.Select(point => (seconds[point.Start.Value], TimeAxis.EndOf(seconds[point.End.Value - 1])))];
        double[] xs = [.. spans.Select(span => x.Map((span.From + span.To) / 2))];
        ImmutableArray<double?>[] values = [.. series.Select(line => thinning.Greatest(line.Values))];
        (IScale y, ImmutableArray<double> ticks) = Axis(values.SelectMany(line => line).OfType<double>().Concat(peaks.Select(peak => peak.Value)), unit, frame);
        Func<double?, string> format = FormatOf(unit);
        return new LineGeometry
        {
            Frame = frame,
            Lines = [.. series.Select((line, i) => (line.Name, SvgPath.Line(xs, [.. values[i].Select(value => Mapped(y, value))])))],
            Peaks = [.. peaks.Select(peak => PeakMark.Of(peak, x, y, frame, format))],
            Faults = FaultMark.Of(axis, frame),
            XTicks = [.. axis.Ticks(frame).Select(tick => new AxisTick(x.Map(tick), TimeAxis.Label(tick)))],
            YTicks = [.. ticks.Select(tick => new AxisTick(y.Map(tick), format(tick)))],
            Slices = frame.IsNarrow ? [] : TimelineGeometry.SlicesOf(frame, xs, i =>
                $"{Format.Seconds(spans[i].From)} to {Format.Seconds(spans[i].To)}\n"
                + string.Join("\n", series.Select((line, n) => $"{line.Name}: {(values[n][i] is { } value ? format(value) : Format.None)}"))),
        };
    }

    /// <summary>How values of a unit are written.</summary>
    public static Func<double?, string> FormatOf(LineUnit unit) => unit == LineUnit.Rate ? Format.Number : Format.Seconds;

    private static (IScale Scale, ImmutableArray<double> Ticks) Axis(IEnumerable<double> values, LineUnit unit, ChartFrame frame)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (unit != LineUnit.Duration)
        {
            ImmutableArray<double> counts = Ticks.Counts(finite.DefaultIfEmpty(0).Max(), 4);
            return (new LinearScale(0, counts[^1], frame.PlotBottom, frame.PlotTop), counts);
        }

        // Nothing is faster than a microsecond here; 0 has no place on a logarithmic axis.
        double[] positive = [.. finite.Select(value => Math.Max(value, 1e-6))];
        ImmutableArray<double> decades = Ticks.Decades(positive.DefaultIfEmpty(1e-3).Min(), positive.DefaultIfEmpty(1e-2).Max());
        return (new LogScale(decades[0], decades[^1], frame.PlotBottom, frame.PlotTop), decades);
    }

    private static double? Mapped(IScale scale, double? value) => value is { } number && double.IsFinite(number) ? scale.Map(number) : null;
}

/// <summary>A value to be marked on a line.</summary>
/// <param name="Name">The line's name.</param>
/// <param name="Seconds">Since the load began.</param>
public sealed record LinePeak(string Name, double Seconds, double Value);

/// <summary>A mark with its words, which stand beside it on the side where there is room.</summary>
/// <param name="Name">The line's name, and the CSS class.</param>
/// <param name="Anchor">SVG's text-anchor.</param>
public sealed record PeakMark(string Name, double X, double Y, string Label, double LabelX, string Anchor)
{
    public static PeakMark Of(LinePeak peak, LinearScale x, IScale y, ChartFrame frame, Func<double?, string> format)
    {
        double at = x.Map(peak.Seconds);
        bool left = at > (frame.PlotLeft + frame.PlotRight) / 2;
        return new PeakMark(peak.Name, at, y.Map(peak.Value), $"{format(peak.Value)} {peak.Name} in one second", left ? at - 8 : at + 8, left ? "end" : "start");
    }
}
