using Harness.Clients;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;

namespace Harness.Tests.Judging;

public sealed class SeriesTests
{
    [Fact]
    public void Clients_by_state_are_those_at_the_end_of_each_second()
    {
        TimeSeries series = new RunBuilder()
            .Client(0, c => c.Is(0.1, ClientState.Connecting).Is(0.2, ClientState.Open).Is(3.5, ClientState.Suspect).Is(5.5, ClientState.Polling).Is(5.6, ClientState.Reconnecting).Is(42.5, ClientState.Closed))
            .Client(1, c => c.Is(1.1, ClientState.Connecting).Is(2.0, ClientState.Open))
            .Judge().Series;
        Assert.Equal(42, series.Seconds.Length);
        Assert.Equal(["closed", "connecting", "open", "polling", "reconnecting", "suspect"], series.Clients.Keys);
        Assert.Equal([0, 1, 0, 0], series.Clients["connecting"][..4]);
        Assert.Equal([1, 1, 2, 1, 1, 1], series.Clients["open"][..6]);
        Assert.Equal([0, 0, 0, 1, 1, 0], series.Clients["suspect"][..6]);
        Assert.All(series.Clients["polling"], count => Assert.Equal(0, count));
        Assert.Equal(1, series.Clients["reconnecting"][41]);
        Assert.Equal(0, series.Clients["closed"][41]);
    }

    [Fact]
    public void Figures_per_second_come_from_facts_and_slices()
    {
        RunBuilder run = new RunBuilder()
            .Client(0, c => c.Opens(0.5).Misses(2.5).IsTold(3).Polls(3.5).Polls(4.5, ok: false).Opens(4.7).Fetched(4.8, 1));
        run.Add(
            Facts.CounterSlice(RunBuilder.At(-0.4), 0, Series.HeartbeatsSent, 3),
            Facts.CounterSlice(RunBuilder.At(0.6), 0, Series.HeartbeatsSent, 4),
            Facts.CounterSlice(RunBuilder.At(1.6), 0, Series.HeartbeatsSent, 5),
            Facts.CounterSlice(RunBuilder.At(1.6), 1, Series.HeartbeatsSent, 6),
            Facts.CounterSlice(RunBuilder.At(1.6), -1, Series.HeartbeatsSent, 11),
            Facts.CounterSlice(RunBuilder.At(1.6), -1, Series.HeartbeatsAnswered, 9),
            Facts.HistogramBucket(RunBuilder.At(1.6), 0, Series.HeartbeatRtt, 30, 99),
            Facts.HistogramBucket(RunBuilder.At(1.6), 1, Series.HeartbeatRtt, 60, 2));
        TimeSeries series = run.Judge().Series;
        Assert.Equal([7, 11, 0], series.HeartbeatsSent[..3]);
        Assert.Equal([0, 9, 0], series.HeartbeatsAnswered[..3]);
        Assert.Equal([0, 0, 1, 0], series.HeartbeatsMissed[..4]);
        Assert.Equal([0, 0, 0, 1, 1], series.Polls[..5]);
        Assert.Equal([0, 0, 0, 0, 1], series.Reconnects[..5]);
        Assert.Equal([0, 0, 0, 0, 1], series.Attempts[..5]);
        Assert.Null(series.RttP50[0]);
        Assert.Equal((30e-6, 60e-6), (series.RttP50[1], series.RttP99[1]));
    }
}
