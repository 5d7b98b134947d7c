using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Evidence;
using Harness.Judging.Results;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Tests.Clients;

namespace Harness.Tests.Judging;

/// <summary>Requests and bytes per client, and what a transport's way to its updates cost.</summary>
public sealed class TransportTests
{
    /// <summary>Of a client that opens at 0.5 s and tries 10 ms before.</summary>
    private const double There = RunBuilder.End - 0.49;

    [Fact]
    public void Rates_are_per_client_and_the_time_that_it_was_there()
    {
        RunBuilder run = Two().Add(
            Slice(1, 0, Series.HttpRequests, 30), Slice(2, 1, Series.HttpRequests, 10), Slice(2, 1, Series.HttpFailures, 3),
            Slice(3, 0, Series.HttpReceived, 1000), Slice(3, 0, Series.SocketReceived, 500), Slice(4, 1, Series.HttpSent, 200), Slice(4, 1, Series.SocketSent, 100));

        Assert.Equal(40 / (2 * There), run.Find(MetricNames.HttpRequests).ActualValue!.Value, 6);
        Assert.Equal(3, run.Find(MetricNames.HttpFailed).ActualValue);
        Assert.Equal(1500 / (2 * There), run.Find(MetricNames.TrafficReceived).ActualValue!.Value, 6);
        Assert.Equal(300 / (2 * There), run.Find(MetricNames.TrafficSent).ActualValue!.Value, 6);
        Assert.Equal("1.08 KB/min", run.Find(MetricNames.TrafficReceived).Actual);
        Assert.Equal("28.91/min", run.Find(MetricNames.HttpRequests).Actual);
    }

    [Fact]
    public void Limits_take_slices_and_clients_of_the_same_side()
    {
        RunBuilder run = Two().SilentDrop(cohorts: 0).Add(Slice(13, 0, Series.HttpRequests, 24), Slice(20, 1, Series.HttpRequests, 10), Slice(30, 0, Series.HttpRequests, 99));

        Assert.Equal(10 / There, run.Find(MetricNames.HttpRequests, cohort: CohortSide.Control).ActualValue!.Value, 6);
        Assert.Equal(123 / There, run.Find(MetricNames.HttpRequests, cohort: CohortSide.Hit).ActualValue!.Value, 6);
        // While the fault was on for its cohort: 12 s and 10 ms.
        Assert.Equal(24 / 12.01, run.Find(MetricNames.HttpRequests, fault: 0).ActualValue!.Value, 6);
    }

    [Fact]
    public void Nobody_there_and_nothing_asked_for_is_no_data()
    {
        Assert.Equal("no data", new RunBuilder().Find(MetricNames.HttpRequests).Actual);
        Assert.Equal("no data", Two().Find(MetricNames.HttpFailed).Actual);
        Assert.Equal("0/s", Two().Find(MetricNames.HttpRequests).Actual);
    }

    [Fact]
    public void What_only_polls_is_late_by_its_polls()
    {
        TransportResult transport = new RunBuilder().With(Policies.Preset("ajax-polling"))
            .Client(0, c => c.Holds(0.1, 1, FetchReason.PollTransport).Holds(12.5, 2, FetchReason.PollTransport).Holds(24, 3, FetchReason.PollTransport))
            .Publishes(0, 2, at: 10).Publishes(0, 3, at: 23.5)
            .Judge().Transports.Single();

        Assert.Equal(UpdateTransport.AjaxPolling, transport.Transport);
        Assert.Equal((2, 0.5, 2.5), (transport.Delay!.Count, transport.Delay.P50, transport.Delay.Max));
        Assert.Equal(0, transport.UpdatesLost);
        Assert.Equal(1, transport.Clients);
    }

    [Theory]
    [InlineData("long-polling", UpdateTransport.LongPolling)]
    [InlineData("ping-timeout", UpdateTransport.Push)]
    public void Presets_have_their_transport(string preset, UpdateTransport transport) =>
        Assert.Equal(transport, new RunBuilder().With(Policies.Preset(preset)).Undisturbed(0).Judge().Transports.Single().Transport);

    [Fact]
    public void Nobody_who_follows_nothing_has_a_transport() => Assert.Empty(new RunBuilder().WithoutTopics().Undisturbed(0).Judge().Transports);

    [Fact]
    public void The_targets_cpu_is_shared_out_where_it_is_one_populations()
    {
        TransportResult one = new() { Population = "a", Transport = UpdateTransport.Push, Clients = 2, ClientSeconds = 120, RequestsPerMinute = 1, RequestsFailed = 0 };
        RoleResult[] roles =
        [
            new("target", 9, 1) { JudgedCpuSeconds = 3 }, new("target-1", 9, 1) { JudgedCpuSeconds = 1 }, new("worker-0", 9, 1) { JudgedCpuSeconds = 7 },
        ];

        Assert.Equal(2, TransportReader.WithCpu([one], roles)[0].TargetCpuPerMinute);
        Assert.All(TransportReader.WithCpu([one, one], roles), transport => Assert.Null(transport.TargetCpuPerMinute));
        Assert.Null(TransportReader.WithCpu([one], [new("in-process (all roles)", 9, 1) { JudgedCpuSeconds = 7 }])[0].TargetCpuPerMinute);
        Assert.Null(TransportReader.WithCpu([one], [new("target", 9, 1)])[0].TargetCpuPerMinute);
    }

    [Theory]
    [InlineData(MetricUnit.ByteRate, 14.0, "840 B/min")]
    [InlineData(MetricUnit.ByteRate, 205.0, "12.3 KB/min")]
    [InlineData(MetricUnit.ByteRate, 20_000.0, "1.2 MB/min")]
    [InlineData(MetricUnit.Rate, 0.5, "30/min")]
    [InlineData(MetricUnit.Rate, 1.0, "1/s")]
    [InlineData(MetricUnit.Rate, 0.0, "0/s")]
    public void Values_have_units(MetricUnit unit, double value, string words) => Assert.Equal(words, Words.Value(unit, value));

    private static RunBuilder Two() => new RunBuilder().Undisturbed(0, 1);

    private static Fact Slice(double at, int slice, Series series, long amount) => Facts.CounterSlice(RunBuilder.At(at), slice, series, amount);
}
