using Harness.Dashboard;
using Harness.Judging;
using Harness.Runs;

namespace Harness.Tests.Dashboard;

public sealed class LiveSeriesTests
{
    private readonly LiveSeries _series = new();

    [Fact]
    public void What_was_counted_stands_in_its_second_and_nothing_is_lost()
    {
        AddAll(Snapshots.At(0.1, sent: 10), Snapshots.At(0.6, sent: 60), Snapshots.At(1.1, sent: 110), Snapshots.At(1.6, sent: 160, missed: 5), Snapshots.At(2.1, sent: 210, missed: 9));

        TimeSeries series = _series.ToSeries();

        Assert.Equal([0.0, 1.0], series.Seconds);
        Assert.Equal([110, 100], series.HeartbeatsSent);
        Assert.Equal([110, 91], series.HeartbeatsAnswered);
        Assert.Equal([0, 9], series.HeartbeatsMissed);
    }

    [Fact]
    public void States_are_those_at_the_end_of_the_second()
    {
        AddAll(Snapshots.At(0.2, open: 10), Snapshots.At(0.7, open: 40), Snapshots.At(1.2, open: 70), Snapshots.At(1.7, open: 90), Snapshots.At(2.2, open: 100));

        TimeSeries series = _series.ToSeries();

        Assert.Equal([40, 90], series.Clients["open"]);
        Assert.Equal([60, 10], series.Clients["suspect"]);
        Assert.Equal(["closed", "connecting", "open", "polling", "reconnecting", "suspect"], series.Clients.Keys);
    }

    [Fact]
    public void A_second_that_is_not_over_is_not_shown()
    {
        AddAll(Snapshots.At(0.5, sent: 50), Snapshots.At(0.99, sent: 99));
        Assert.Empty(_series.ToSeries().Seconds);

        _series.Add(Snapshots.At(1.01, sent: 101));
        Assert.Equal([0.0], _series.ToSeries().Seconds);
    }

    [Fact]
    public void Round_trips_are_those_of_the_second_and_null_where_there_was_none()
    {
        AddAll(Snapshots.At(0.5, sent: 50), Snapshots.At(1.0, sent: 100), Snapshots.At(1.5, sent: 100), Snapshots.At(2.0, sent: 100), Snapshots.At(3.1, sent: 180));

        TimeSeries series = _series.ToSeries();

        Assert.Equal(3, series.RttP50.Length);
        Assert.Equal(0.002, series.RttP50[0]!.Value, 0.0001);
        Assert.Null(series.RttP50[1]);
        Assert.Equal(0.002, series.RttP99[2]!.Value, 0.0001);
    }

    [Fact]
    public void A_gap_keeps_the_states_and_is_filled()
    {
        AddAll(Snapshots.At(0.5, open: 80, sent: 50), Snapshots.At(4.2, open: 90, sent: 400));

        TimeSeries series = _series.ToSeries();

        Assert.Equal([80, 80, 80, 80], series.Clients["open"]);
        Assert.Equal(400, series.HeartbeatsSent.Sum());
    }

    [Fact]
    public void What_was_told_before_the_load_or_without_counts_is_passed_over()
    {
        AddAll(Snapshots.At(-0.3, sent: 0), Snapshots.At(0.4) with { States = [] });

        Assert.Empty(_series.ToSeries().Seconds);
    }

    [Fact]
    public void A_snapshot_that_repeats_the_last_one_changes_nothing()
    {
        AddAll(Snapshots.At(0.5, sent: 50), Snapshots.At(0.5, sent: 50), Snapshots.At(1.2, sent: 120), Snapshots.At(1.2, sent: 120));

        Assert.Equal([120], _series.ToSeries().HeartbeatsSent);
    }

    private void AddAll(params RunProgress[] snapshots) => Array.ForEach(snapshots, _series.Add);
}
