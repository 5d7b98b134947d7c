using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Harness.Judging;
using Harness.Telemetry;
using Harness.Tests.Dashboard;
using Harness.Tests.Reporting;
using Harness.Tests.Runs.Functional;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Harness.Tests.Telemetry;

public sealed class OtlpExportTests : IDisposable
{
    private readonly RunMeter _meter = new(Guid.NewGuid().ToString("n"));
    private readonly List<string> _said = [];

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task A_collector_gets_the_metrics_and_in_the_end_the_verdicts()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        using var export = new OtlpExport(_meter, OtlpTarget.Parse(collector.Url.ToString())!, _said.Add);
        RunResult run = SampleRuns.Failed();

        _meter.Shows(Snapshots.At(3, open: 80, sent: 300, missed: 12));
        await Eventually.HoldsAsync(() => collector.Requests.Any(request => request.Body.Contains(MeterNames.Clients, StringComparison.Ordinal)), () => "no metrics came while the run went on");
        ImmutableArray<string> remarks = await EndAsync(export, run);

        Assert.Empty(remarks);
        Assert.Empty(_said);
        Assert.All(collector.Requests, request => Assert.Equal(("/v1/metrics", "application/x-protobuf"), (request.Path, request.Type)));
        string last = collector.Requests[^1].Body;
        Assert.All(
            MeterNames.All.Where(entry => entry.Name != MeterNames.Clients), entry => Assert.True(last.Contains(entry.Name, StringComparison.Ordinal), $"{entry.Name} did not arrive"));
        Assert.Contains("service.name", last, StringComparison.Ordinal);
        Assert.Contains("detection.undetected == 0", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)] // UNAUTHENTICATED
    public async Task By_grpc_they_arrive_too_and_its_status_counts(int status)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync(status, grpc: true);
        using var export = new OtlpExport(_meter, OtlpTarget.Parse(collector.Url.ToString())!, _said.Add, name => name == "OTEL_EXPORTER_OTLP_PROTOCOL" ? "grpc" : null);

        _meter.Shows(Snapshots.At(3, open: 80, sent: 300, missed: 12));
        ImmutableArray<string> remarks = await EndAsync(export, SampleRuns.Failed());

        Assert.All(collector.Requests, request => Assert.Equal(("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "application/grpc"), (request.Path, request.Type)));
        Assert.Contains("detection.undetected == 0", collector.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Equal(status == 0 ? 0 : 1, remarks.Length);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_said_once_counted_and_noted()
    {
        var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        int port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        using var export = new OtlpExport(_meter, OtlpTarget.Parse($"http://127.0.0.1:{port}")!, _said.Add);
        _meter.Shows(Snapshots.At(1, sent: 100));

        ImmutableArray<string> remarks = await EndAsync(export, SampleRuns.Passed());

        Assert.StartsWith($"metrics: http://127.0.0.1:{port}/v1/metrics does not take them (", Assert.Single(_said), StringComparison.Ordinal);
        Assert.EndsWith("; the run goes on.", _said[0], StringComparison.Ordinal);
        Assert.Matches($@"^Metrics did not arrive at http://127.0.0.1:{port}/v1/metrics: (\d+) of \1 exports failed \(.+\)", Assert.Single(remarks));
        Assert.EndsWith("The verdict does not depend on them.", remarks[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_refuses_is_noted_too()
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync(status: 401);
        using var export = new OtlpExport(_meter, OtlpTarget.Parse(collector.Url.ToString())!, _said.Add);
        _meter.Shows(Snapshots.At(1, sent: 100));

        Assert.Contains("exports failed", Assert.Single(await EndAsync(export, SampleRuns.Passed())), StringComparison.Ordinal);
        Assert.Single(_said);
    }

    public static TheoryData<string, string, string, OtlpExportProtocol> Targets => new()
    {
        { "http://collector:4318", "", "http://collector:4318/v1/metrics", OtlpExportProtocol.HttpProtobuf },
        { "http://collector:4317", "", "http://collector:4317/", OtlpExportProtocol.Grpc },
        { "https://collector/otlp/metrics?key=1", "", "https://collector/otlp/metrics?key=1", OtlpExportProtocol.HttpProtobuf },
        { "http://collector:9000", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "http://collector:9000/", OtlpExportProtocol.Grpc },
        { "http://collector:4317", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "http://collector:4317/v1/metrics", OtlpExportProtocol.HttpProtobuf },
        { "", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://other:1/v1/metrics", "http://other:1/v1/metrics", OtlpExportProtocol.HttpProtobuf },
        { "http://collector:4318", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://other:1/v1/metrics", "http://collector:4318/v1/metrics", OtlpExportProtocol.HttpProtobuf },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_was_asked_for_goes_before_the_environment(string given, string variable, string endpoint, OtlpExportProtocol protocol)
    {
        OtlpExporterOptions options = new OtlpTarget(given.Length > 0 ? new Uri(given) : null).Options(name => variable.StartsWith($"{name}=", StringComparison.Ordinal) ? variable[(name.Length + 1)..] : null);

        Assert.Equal((new Uri(endpoint), protocol), (options.Endpoint, options.Protocol));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "")]
    public void Headers_for_metrics_go_before_those_for_all(string first, string second) => Assert.Equal(
        "key=first",
        new OtlpTarget(new Uri("http://collector:4318")).Options(name => name == first ? "key=first" : name == second ? "key=second" : null).Headers);

    [Theory]
    [InlineData(null, 1000)]
    [InlineData("250", 250)]
    [InlineData("0", 1000)]
    [InlineData("often", 1000)]
    public void The_interval_is_that_of_the_environment(string? value, int milliseconds) =>
        Assert.Equal(milliseconds, OtlpTarget.IntervalMilliseconds(name => name == "OTEL_METRIC_EXPORT_INTERVAL" ? value : null));

    [Theory]
    [InlineData(null, MetricReaderTemporalityPreference.Cumulative)]
    [InlineData("Delta", MetricReaderTemporalityPreference.Delta)]
    public void Totals_are_cumulative_unless_the_environment_asks_otherwise(string? value, MetricReaderTemporalityPreference expected) =>
        Assert.Equal(expected, OtlpTarget.Temporality(name => name == "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE" ? value : null));

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("ftp://collector")]
    [InlineData("")]
    public void What_is_no_url_is_refused(string text) => Assert.Null(OtlpTarget.Parse(text));

    private async Task<ImmutableArray<string>> EndAsync(OtlpExport export, RunResult run)
    {
        foreach (ScenarioResult scenario in run.Scenarios)
        {
            _meter.Judged(scenario);
        }

        await _meter.EndsAsync(run);
        return await export.EndsAsync(run);
    }
}
