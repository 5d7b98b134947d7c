using System.Collections.Immutable;
using Harness.Judging;
using Harness.Reporting.Charts;

namespace Harness.Tests.Reporting.Charts;

public sealed class GeometryTests
{
    private static readonly ChartFrame _frame = new(110, 60, 10, 0, 0, 10);

    [Fact]
    public void Layers_are_stacked() =>
        Assert.Equal<double[]>([[1, 2], [4, 2], [4, 7]], TimelineGeometry.Stack([[1, 2], [3, 0], [0, 5]]));

    [Fact]
    public void States_lie_in_their_order_and_those_without_clients_are_left_out()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();

        TimelineGeometry chart = TimelineGeometry.Of(scenario, TimeAxis.Of(scenario), ChartFrame.Wide);

        Assert.Equal(["open", "suspect", "polling", "reconnecting", "connecting"], chart.Areas.Select(area => area.State));
        Assert.Equal(44, chart.Slices.Length);
        Assert.StartsWith("at 20 s\n", chart.Slices[19].Text, StringComparison.Ordinal);
        Assert.Contains("polling: 534", chart.Slices[19].Text, StringComparison.Ordinal);
        Assert.Equal("2,000", chart.YTicks[^1].Label);
    }

    [Fact]
    public void States_stand_at_the_end_of_their_second_so_that_no_dent_precedes_its_fault()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        TimeSeries series = scenario.Series with
        {
            Seconds = [0, 1],
            Clients = ImmutableSortedDictionary<string, ImmutableArray<int>>.Empty.Add("open", [2000, 0]),
        };

        TimelineGeometry chart = TimelineGeometry.Of(scenario with { Series = series }, new TimeAxis(4, []), _frame);

        Assert.Equal("M35 0L60 50L60 50L35 50Z", chart.Areas[0].Path);
    }

    [Fact]
    public void A_long_run_is_drawn_with_its_worst_seconds()
    {
        int[] open = [.. Enumerable.Range(0, 5200).Select(i => i == 2604 ? 3 : 1000)];
        ScenarioResult scenario = SampleRuns.SilentDrop();
        TimeSeries series = scenario.Series with
        {
            Seconds = [.. open.Select((_, i) => (double)i)],
            Clients = ImmutableSortedDictionary<string, ImmutableArray<int>>.Empty.Add("open", [.. open]),
        };

        TimelineGeometry chart = TimelineGeometry.Of(scenario with { Series = series }, TimeAxis.Of(scenario with { Series = series }), ChartFrame.Wide);

        Assert.Equal(10, chart.SecondsPerPoint);
        Assert.Equal(520, chart.Slices.Length);
        Assert.Single(chart.Slices, slice => slice.Text.Contains("open: 3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_with_an_end_is_a_window_and_one_without_is_a_line()
    {
        TimeAxis axis = new(100, [new FaultSpan("drop", "", 20, 50), new FaultSpan("half-open", "gone: server", 70, null)]);

        ImmutableArray<FaultMark> marks = FaultMark.Of(axis, _frame);

        Assert.Equal((30, 30, "drop: from 20 s to 50 s"), (marks[0].X, marks[0].Width, marks[0].Title));
        Assert.Equal((80, 0, "half-open (gone: server): at 70 s"), (marks[1].X, marks[1].Width, marks[1].Title));
    }

    [Fact]
    public void Labels_that_would_touch_move_up_and_those_at_the_edge_end_there()
    {
        TimeAxis axis = new(100, [new FaultSpan("drop", "", 20, 22), new FaultSpan("drop", "", 25, 27), new FaultSpan("drop", "", 95, 97)]);

        ImmutableArray<FaultMark> marks = FaultMark.Of(axis, _frame);

        Assert.Equal([0, 1, 0], marks.Select(mark => mark.Row));
        Assert.Equal(["start", "start", "end"], marks.Select(mark => mark.Anchor));
    }

    [Fact]
    public void The_axis_reaches_the_last_fault_and_has_a_length_without_any_seconds()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop() with { Series = SampleSeries.Empty };

        Assert.Equal(24.012, TimeAxis.Of(scenario).End);
        Assert.Equal(1, TimeAxis.Of(scenario with { Faults = [] }).End);
    }

    [Fact]
    public void Lines_share_a_scale_from_zero()
    {
        LineGeometry chart = LineGeometry.Of([0, 1, 2], [new LineSeries("sent", [0, 4, 4]), new LineSeries("missed", [0, 0, 2])], LineUnit.Rate, new TimeAxis(4, []), _frame);

        Assert.Equal([("sent", "M22.5 50L47.5 0L72.5 0"), ("missed", "M22.5 50L47.5 50L72.5 25")], chart.Lines);
    }

    [Fact]
    public void A_peak_between_the_seconds_stands_above_the_line_with_its_words_where_there_is_room()
    {
        LineGeometry chart = LineGeometry.Of([0, 1, 2], [new LineSeries("polls", [0, 2, 2])], LineUnit.Rate, new TimeAxis(4, []), _frame,
            [new LinePeak("polls", 1, 4), new LinePeak("polls", 4, 2)]);

        Assert.Equal("M22.5 50L47.5 25L72.5 25", chart.Lines[0].Path);
        Assert.Equal(new PeakMark("polls", 35, 0, "4 polls in one second", 43, "start"), chart.Peaks[0]);
        Assert.Equal((110, 25, 102, "end"), (chart.Peaks[1].X, chart.Peaks[1].Y, chart.Peaks[1].LabelX, chart.Peaks[1].Anchor));
    }

    [Fact]
    public void Round_trips_are_logarithmic_with_gaps()
    {
        LineGeometry chart = LineGeometry.Of([0, 1, 2], [new LineSeries("p50", [0.001, null, 0.1])], LineUnit.Duration, new TimeAxis(4, []), _frame);

        Assert.Equal("M22.5 50h0M72.5 0h0", chart.Lines[0].Path);
        Assert.Equal(["1 ms", "10 ms", "100 ms"], chart.YTicks.Select(tick => tick.Label));
    }

    [Fact]
    public void A_round_trip_of_zero_stands_at_the_foot_of_the_logarithmic_axis()
    {
        LineGeometry chart = LineGeometry.Of([0, 1], [new LineSeries("p50", [0.0, 0.001])], LineUnit.Duration, new TimeAxis(2, []), _frame);

        Assert.Equal("M35 50L85 0", chart.Lines[0].Path);
        Assert.Equal("1 µs", chart.YTicks[0].Label);
    }

    [Theory]
    [InlineData(LineUnit.Rate)]
    [InlineData(LineUnit.Duration)]
    public void A_chart_without_values_is_empty(LineUnit unit) =>
        Assert.True(LineGeometry.Of([0, 1], [new LineSeries("p50", [null, null])], unit, new TimeAxis(1, []), _frame).IsEmpty);

    [Fact]
    public void Detection_marks_the_bound_after_its_own_bar_and_the_undetected_behind_all()
    {
        DetectionGeometry chart = DetectionGeometry.Of([new HistogramBar(2, 5), new HistogramBar(3, 40), new HistogramBar(5, 1)], 7, 3, new ChartFrame(610, 200, 10, 0, 0, 20));

        Assert.Equal(["1", "2", "3", "4", "5", "never"], chart.Bars.Select(bar => bar.Label));
        Assert.Equal([0, 5, 40, 0, 1, 7], chart.Bars.Select(bar => bar.Clients));
        Assert.Equal(["in-time", "in-time", "in-time", "late", "late", "undetected"], chart.Bars.Select(bar => bar.Kind));
        Assert.Equal(310, chart.BoundX);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(0, 3)]
    [InlineData(600, 3)]
    [InlineData(600, null)]
    public void Detection_can_be_drawn_without_any_detection(int undetected, int? bound)
    {
        DetectionGeometry chart = DetectionGeometry.Of([], undetected, bound, ChartFrame.Narrow);

        Assert.Equal(undetected, chart.Bars.Sum(bar => bar.Clients));
        Assert.All(chart.Bars, bar => Assert.InRange(bar.X, chart.Frame.PlotLeft, chart.Frame.PlotRight));
        Assert.Equal(bound is null, chart.BoundX is null);
    }

    [Fact]
    public void The_share_that_detected_rises_with_the_quantiles_and_stops_where_nobody_else_did()
    {
        // Five clients of which one never did: 1, 2, 3 and 4 s after the onset.
        var times = new Distribution(5, 1, 3, null, null, null) { Quantiles = [1, 2, 3, 4, null] };

        ElapsedGeometry chart = ElapsedGeometry.Of(times, 8, new ChartFrame(110, 148, 10, 0, 0, 20))!;

        double[][] points = [.. chart.Line[1..].Split('L').Select(point => point.Split(' ').Select(double.Parse).ToArray())];
        Assert.Equal([128.0, 128, 103, 78, 53], points.Select(point => point[1]));
        Assert.Equal(points[0][0], points[1][0]);
        Assert.Equal(8.0, (chart.BoundX!.Value - 10) / (points[1][0] - 10), 0.1);
        Assert.Equal(["0 s", "2 s", "4 s", "6 s", "8 s"], chart.XTicks.Select(tick => tick.Label));
        Assert.Equal(["0 %", "25 %", "50 %", "75 %", "100 %"], chart.YTicks.Select(tick => tick.Label));
    }

    [Theory]
    [InlineData(0.0004)]
    [InlineData(0.07)]
    [InlineData(9.99)]
    [InlineData(10)]
    [InlineData(3599)]
    public void The_axis_of_elapsed_time_has_some_ticks_whatever_its_length(double seconds)
    {
        ElapsedGeometry chart = ElapsedGeometry.Of(new Distribution(1, seconds, seconds, seconds, seconds, seconds) { Quantiles = [.. Enumerable.Repeat<double?>(seconds, 21)] }, null, ChartFrame.Narrow)!;

        Assert.InRange(chart.XTicks.Length, 3, 7);
        Assert.All(chart.XTicks, tick => Assert.InRange(tick.At, chart.Frame.PlotLeft, chart.Frame.PlotRight));
        Assert.Null(chart.BoundX);
    }

    [Fact]
    public void Without_quantiles_or_when_it_never_happened_there_is_nothing_to_draw()
    {
        Assert.Null(ElapsedGeometry.Of(new Distribution(3, 1, 1, 1, 1, 1), 2, ChartFrame.Narrow));
        Assert.Null(ElapsedGeometry.Of(new Distribution(2, null, null, null, null, null) { Quantiles = [null, null] }, 2, ChartFrame.Narrow));
    }
}
