using System.Collections.Immutable;
using Harness.Judging;
using Harness.Reporting.Charts;

namespace Harness.Tests.Reporting.Charts;

public sealed class ChartDataTests
{
    [Fact]
    public void Every_second_of_a_run_that_is_not_very_long_is_there()
    {
        TimeSeries series = SampleSeries.Of(2000, 600, 12, 24, 3600, recovers: true);

        ChartData areas = ChartData.Areas(series, ["open", "polling"]);
        Assert.Equal(["open", "polling"], areas.Series.Select(line => line.Name));
        Assert.Equal(series.Clients["polling"].Select(value => (double?)value), areas.Series[1].Values);
        ChartTimes times = ChartTimes.Of(series.Seconds, new TimeAxis(3600, []));
        Assert.Equal((3600, 1, 3600d), (times.From.Length, times.Step, times.End));
    }

    [Fact]
    public void Of_a_very_long_run_each_point_is_the_worst_of_its_seconds()
    {
        int length = (2 * ChartData.Samples) + 1;
        TimeSeries series = SampleSeries.Of(2000, 0, 12, 24, length, recovers: true);
        series = series with
        {
            Clients = series.Clients.SetItem("open", series.Clients["open"].SetItem(4000, 7)).SetItem("closed", series.Clients["closed"].SetItem(4000, 9)),
            Polls = series.Polls.SetItem(4001, 5555),
        };

        ChartData areas = ChartData.Areas(series, ["open", "closed"]);
        ChartData lines = ChartData.Lines(length, [new LineSeries("polls", series.Polls)], LineUnit.Rate, []);
        ChartTimes times = ChartTimes.Of(series.Seconds, new TimeAxis(length, []));

        int at = times.From.IndexOf(3999);
        Assert.Equal((3, 3), (times.Step, areas.Series.Length + 1));
        Assert.Equal((7d, 9d, 5555d), (areas.Series[0].Values[at], areas.Series[1].Values[at], lines.Series[0].Values[at]));
        Assert.InRange(times.From.Length, ChartData.Samples / 2, ChartData.Samples);
        Assert.Equal(times.From.Length, lines.Series[0].Values.Length);
    }

    [Fact]
    public void Values_have_three_digits_and_counts_all_of_theirs()
    {
        ImmutableArray<double?> values = [0.000612345, null, double.PositiveInfinity, 123_456, 0.25];

        Assert.Equal([0.000612, null, null, 123_456, 0.25], ChartData.Lines(5, [new LineSeries("p50", values)], LineUnit.Duration, []).Series[0].Values);
    }

    [Fact]
    public void A_series_that_ends_early_has_gaps()
    {
        TimeSeries series = SampleSeries.Of(10, 0, 12, 24, 4, recovers: true);
        series = series with { Clients = series.Clients.SetItem("open", [1, 2]) };

        Assert.Equal([1, 2, null, null], ChartData.Areas(series, ["open"]).Series[0].Values);
    }
}
