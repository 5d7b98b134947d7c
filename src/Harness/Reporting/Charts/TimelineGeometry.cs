using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting.Charts;

/// <summary>Clients by state over time: stacked areas, with the faults behind a row of labels.</summary>
/// <example><code>
///        silent-drop            ← labels, one row or more
///   2,000┌──────┬────────┬───
///        │ open │ polling│        ← areas, bottom up in the order of States
///       0└──────┴────────┴───
///        0      12       24  s
/// </code></example>
public sealed record TimelineGeometry
{
    /// <summary>Bottom up: the state that everything should be in lies at the bottom, so a dent shows at a glance.</summary>
    public static readonly ImmutableArray<string> States = ["open", "suspect", "polling", "reconnecting", "connecting", "closed"];

    private const int Samples = 520;

    public required ChartFrame Frame { get; init; }
    public required ImmutableArray<StateArea> Areas { get; init; }
    public required ImmutableArray<FaultMark> Faults { get; init; }
    public required ImmutableArray<AxisTick> XTicks { get; init; }
    public required ImmutableArray<AxisTick> YTicks { get; init; }

    /// <summary>Invisible slices that carry the numbers of their second for the pointer.</summary>
    public required ImmutableArray<Slice> Slices { get; init; }

    /// <summary>Seconds per point; 1 where every second is drawn.</summary>
    public required int SecondsPerPoint { get; init; }

    public static TimelineGeometry Of(ScenarioResult scenario, TimeAxis axis, ChartFrame outer)
    {
        ImmutableArray<FaultMark> faults = FaultMark.Of(axis, outer);
        double labels = faults.Select(mark => mark.Row + 1).DefaultIfEmpty(0).Max() * FaultMark.RowHeight;
        ChartFrame frame = outer with { Top = outer.Top + labels, Height = outer.Height + labels };

        TimeSeries series = scenario.Series;
        Thinning thinning = Thinning.Of(series.Seconds.Length, Samples);
        ImmutableArray<int> open = series.Clients.GetValueOrDefault("open", []);
        ImmutableArray<int> picked = thinning.Least(open);
        LinearScale x = axis.Scale(frame);
        double[] xs = [.. picked.Select(i => x.Map(TimeAxis.EndOf(series.Seconds[i])))];

        string[] states = [.. States.Where(state => series.Clients.TryGetValue(state, out ImmutableArray<int> values) && values.Any(value => value > 0))];
        double[][] tops = Stack(states.Select(state => picked.Select(i => ValueAt(series.Clients[state], i)).ToArray()));
        ImmutableArray<double> yTicks = Ticks.Counts(Math.Max(scenario.Clients, tops.Length == 0 ? 0 : tops[^1].DefaultIfEmpty(0).Max()), 5);
        LinearScale y = new(0, yTicks[^1], frame.PlotBottom, frame.PlotTop);
        double[] zero = [.. xs.Select(_ => y.Map(0))];
        return new TimelineGeometry
        {
            Frame = frame,
            Areas = [.. states.Select((state, i) => new StateArea(state, SvgPath.Area(
                xs, i == 0 ? zero : [.. tops[i - 1].Select(y.Map)], [.. tops[i].Select(y.Map)])))],
            Faults = faults,
            XTicks = [.. axis.Ticks(frame).Select(tick => new AxisTick(x.Map(tick), TimeAxis.Label(tick)))],
            YTicks = [.. yTicks.Select(tick => new AxisTick(y.Map(tick), Format.Count((long)tick)))],
            Slices = frame.IsNarrow ? [] : SlicesOf(frame, xs, i => TextAt(series, states, picked[i])),
            SecondsPerPoint = thinning.Step,
        };
    }

    /// <summary>Running sums: the i-th result is the upper edge of the i-th layer.</summary>
    public static double[][] Stack(IEnumerable<double[]> layers)
    {
        List<double[]> tops = [];
        foreach (double[] layer in layers)
        {
            tops.Add([.. layer.Select((value, i) => value + (tops.Count == 0 ? 0 : tops[^1][i]))]);
        }

        return [.. tops];
    }

    /// <summary>Slices around the points, each reaching half-way to its neighbours.</summary>
    public static ImmutableArray<Slice> SlicesOf(ChartFrame frame, IReadOnlyList<double> xs, Func<int, string> text)
    {
        List<Slice> slices = [];
        for (int i = 0; i < xs.Count; i++)
        {
            double left = i == 0 ? frame.PlotLeft : (xs[i - 1] + xs[i]) / 2;
            double right = i == xs.Count - 1 ? frame.PlotRight : (xs[i] + xs[i + 1]) / 2;
            slices.Add(new Slice(left, Math.Max(0, right - left), text(i)));
        }

        return [.. slices];
    }

    private static double ValueAt(ImmutableArray<int> values, int index) => index < values.Length ? values[index] : 0;

    private static string TextAt(TimeSeries series, string[] states, int index) =>
        $"at {Format.Seconds(TimeAxis.EndOf(series.Seconds[index]))}\n" + string.Join("\n", states.Reverse().Select(state => $"{state}: {Format.Count((long)ValueAt(series.Clients[state], index))}"));
}

/// <summary>One state's layer.</summary>
public sealed record StateArea(string State, string Path);

/// <summary>A tick at a coordinate.</summary>
public sealed record AxisTick(double At, string Label);

/// <summary>A column of the plot with words for the pointer.</summary>
public sealed record Slice(double X, double Width, string Text);
