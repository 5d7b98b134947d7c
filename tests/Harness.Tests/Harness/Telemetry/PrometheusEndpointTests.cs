using Harness.Judging;
using Harness.Telemetry;
using Harness.Tests.Dashboard;
using Harness.Tests.Reporting;

namespace Harness.Tests.Telemetry;

public sealed class PrometheusEndpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // A name of its own: tests side by side would read each other's meters.
    private readonly RunMeter _meter = new(Guid.NewGuid().ToString("n"));
    private readonly PrometheusEndpoint _endpoint;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PrometheusEndpointTests() => _endpoint = new PrometheusEndpoint(_meter, keep: true);

    public void Dispose()
    {
        _endpoint.Dispose();
        _meter.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task While_a_run_goes_on_its_counts_are_read()
    {
        _meter.Shows(Snapshots.At(0.6, sent: 60));
        _meter.Shows(Snapshots.At(3, open: 80, sent: 300, missed: 12));

        PrometheusParser read = await ScrapeAsync();

        Assert.Equal(80, read.By("harness_clients", "state")["open"]);
        Assert.Equal(20, read.By("harness_clients", "state")["suspect"]);
        Assert.Equal((300, 288, 12), (read.One("harness_heartbeats_sent_total"), read.One("harness_heartbeats_answered_total"), read.One("harness_heartbeats_missed_total")));
        Assert.Equal(3, read.One("harness_scenario_elapsed_seconds"));
        Assert.Equal(1, read.By("harness_fault_on", "kind")["silent-drop"]);
        Assert.Equal(1.25, read.By("harness_role_cpu_time_seconds_total", "role")["target"]);
        Assert.Equal(80 << 20, read.By("harness_role_memory_peak_bytes", "role")["target"]);
        Assert.DoesNotContain(read.Samples, sample => sample.Name.Contains("assertion", StringComparison.Ordinal) || sample.Name.Contains("verdict", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Round_trips_are_a_histogram_whose_buckets_add_up()
    {
        _meter.Shows(Snapshots.At(1, sent: 100));
        _meter.Shows(Snapshots.At(2, sent: 250));

        PrometheusParser read = await ScrapeAsync();

        Assert.Equal("histogram", read.Types["harness_heartbeat_round_trip_seconds"]);
        Dictionary<string, double> buckets = read.By("harness_heartbeat_round_trip_seconds_bucket", "le");
        Assert.Equal((0, 250, 250), (buckets["0.001"], buckets["0.0025"], buckets["+Inf"]));
        Assert.Equal(250, read.One("harness_heartbeat_round_trip_seconds_count"));
        Assert.Equal(0.5, read.One("harness_heartbeat_round_trip_seconds_sum"), 0.02);
    }

    [Fact]
    public async Task Series_only_grow_from_one_scenario_to_the_next()
    {
        _meter.Shows(Snapshots.At(3, sent: 300, scenario: "latency"));
        _meter.Judged(SampleRuns.Passed().Scenarios[0]);
        _meter.Shows(Snapshots.At(1, sent: 100));

        PrometheusParser read = await ScrapeAsync();

        Assert.Equal((300, 100), (read.By("harness_heartbeats_sent_total", "scenario")["latency"], read.By("harness_heartbeats_sent_total", "scenario")["silent-drop"]));
        Assert.All(read.Samples.Where(sample => sample.Name == "harness_clients"), sample => Assert.Equal("silent-drop", sample.Labels["scenario"]));
    }

    [Fact]
    public async Task The_verdicts_are_read_once_they_are_there_and_kept_beside_the_report()
    {
        RunResult run = SampleRuns.Failed();
        _endpoint.Begins(Snapshots.Outset("latency", "silent-drop") with { Folder = _folder.Path });
        foreach (ScenarioResult scenario in run.Scenarios)
        {
            _meter.Judged(scenario);
        }

        await _meter.EndsAsync(run);
        await _endpoint.EndsAsync(run);

        PrometheusParser read = PrometheusParser.Parse(await File.ReadAllTextAsync(_folder[PrometheusEndpoint.FileName], Cancellation));
        Assert.Equal(await File.ReadAllTextAsync(_folder[PrometheusEndpoint.FileName], Cancellation), await _endpoint.ScrapeAsync(Cancellation));
        foreach (ScenarioResult scenario in run.Scenarios)
        {
            PrometheusSample[] passed = [.. read.Samples.Where(sample => sample.Name == "harness_assertion_passed" && sample.Labels["scenario"] == scenario.Name)];
            Assert.Equal(
                scenario.Assertions.Select(assertion => (assertion.Expression, assertion.Passed ? 1.0 : 0)),
                passed.Select(sample => (sample.Labels["assertion"], sample.Value)));
            Assert.Equal(
                scenario.Assertions.Where(assertion => assertion.ActualValue is not null).Select(assertion => assertion.ActualValue!.Value),
                read.Samples.Where(sample => sample.Name == "harness_assertion_value" && sample.Labels["scenario"] == scenario.Name).Select(sample => sample.Value));
        }

        Assert.Equal(1, read.By("harness_run_verdict", "verdict")["failed"]);
        Assert.Equal(["passed", "failed"], read.Samples.Where(sample => sample.Name == "harness_scenario_verdict").Select(sample => sample.Labels["verdict"]));
    }

    [Fact]
    public async Task What_failed_as_expected_passed()
    {
        _meter.Judged(SampleRuns.FailedAsExpected());

        PrometheusParser read = await ScrapeAsync();

        Assert.All(read.Samples.Where(sample => sample.Name == "harness_assertion_passed"), sample => Assert.Equal(1, sample.Value));
        Assert.Contains(read.Samples, sample => sample.Name == "harness_invariant_violations" && sample.Value > 0);
    }

    [Fact]
    public async Task Hostile_names_stay_labels()
    {
        _meter.Judged(Hostile.Run(_folder["hostile.json"]).Scenarios[0]);

        PrometheusParser read = await ScrapeAsync();

        Assert.Contains(read.Samples, sample => sample.Name == "harness_scenario_verdict" && sample.Labels["scenario"].Contains("</script><script>alert(1)</script>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_waits_for_one_more_reading_only_where_somebody_reads()
    {
        await _endpoint.EndsAsync(SampleRuns.Passed() with { Scenarios = [] });
        Assert.False(_endpoint.IsAwaited);
    }

    [Fact]
    public async Task The_reading_that_is_waited_for_ends_the_wait()
    {
        _endpoint.Begins(Snapshots.Outset() with { Folder = _folder.Path });
        await _endpoint.ScrapeAsync(Cancellation);
        await _endpoint.EndsAsync(SampleRuns.Passed());
        Assert.True(_endpoint.IsAwaited);

        Task waiting = _endpoint.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, Cancellation);
        Assert.False(waiting.IsCompleted);
        await _endpoint.ScrapeAsync(Cancellation);

        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.False(_endpoint.IsAwaited);
    }

    [Fact]
    public async Task The_wait_ends_by_itself()
    {
        await _endpoint.ScrapeAsync(Cancellation);
        await _endpoint.WaitAsync(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    private async Task<PrometheusParser> ScrapeAsync() => PrometheusParser.Parse(await _endpoint.ScrapeAsync(Cancellation));
}
