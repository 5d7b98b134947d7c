using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Harness.Cli;
using Harness.Reporting;
using Harness.Tests.Telemetry;

namespace Harness.Tests.Cli;

/// <summary>The options by which a run is followed from elsewhere.</summary>
[Collection(WaitingProcesses.Name)]
public sealed class FollowingTests
{
    [Theory]
    [InlineData("run --dashboard x.yaml", "run --dashboard=auto x.yaml")]
    [InlineData("run x.yaml --dashboard", "run x.yaml --dashboard=auto")]
    [InlineData("run --dashboard --clients 5 x.yaml", "run --dashboard=auto --clients 5 x.yaml")]
    [InlineData("run --dashboard 5123 x.yaml", "run --dashboard 5123 x.yaml")]
    [InlineData("run --dashboard=5123 x.yaml", "run --dashboard=5123 x.yaml")]
    [InlineData("run --metrics 0.0.0.0:9464 x.yaml", "run --metrics 0.0.0.0:9464 x.yaml")]
    [InlineData("run --metrics [::1]:9464 x.yaml", "run --metrics [::1]:9464 x.yaml")]
    [InlineData("run --otlp http://collector:4318 x.yaml", "run --otlp http://collector:4318 x.yaml")]
    [InlineData("run --otlp scenarios/x.yaml", "run --otlp=auto scenarios/x.yaml")]
    [InlineData("run --dashboard auto x.yaml", "run --dashboard auto x.yaml")]
    [InlineData(@"run --dashboard C:\x.yaml", @"run --dashboard=auto C:\x.yaml")]
    public void A_file_behind_an_option_without_a_value_stays_a_file(string words, string spelled) => Assert.Equal(spelled.Split(' '), Following.Spelled(words.Split(' ')));

    [Theory]
    [InlineData("--dashboard=70000", "--dashboard must be a port, or an address of this machine with a port, such as 5123 or 0.0.0.0:5123, but is '70000'.")]
    [InlineData("--metrics=my-machine:1", "--metrics must be a port, or an address of this machine with a port, such as 9464 or 0.0.0.0:9464, but is 'my-machine:1'.")]
    [InlineData("--otlp=collector", "--otlp must be a URL such as http://localhost:4318 (HTTP) or http://localhost:4317 (gRPC), but is 'collector'.")]
    [InlineData("--metrics-linger=5s", "--metrics-linger goes with --metrics.")]
    public async Task What_cannot_be_is_refused_before_anything_starts(string word, string message)
    {
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync("run", place.Scenario, word, "--out", place.Out);

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Out));
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_it_before_anything_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync("run", place.Scenario, $"--dashboard={port}", "--out", place.Out);

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Equal($"The run cannot be followed on 127.0.0.1:{port}: another process listens there. Choose another one: --dashboard=PORT, --metrics=PORT.\n", ended.Errors);
        Assert.False(Directory.Exists(place.Out));
    }

    [Fact]
    public async Task A_run_is_followed_by_page_and_metrics_and_ends_as_ever_when_nobody_takes_what_it_sends()
    {
        using var place = new Workplace();
        await using HarnessProgram program = HarnessProgram.Start("run", "--dashboard=0", place.Scenario, "--metrics", "--metrics-linger=1s", "--otlp=http://127.0.0.1:9", "--time-scale=0.5", "--out", place.Out);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        await program.SaysAsync("fault: silent-drop");
        Uri page = new(Regex.Match(program.Output, "^dashboard: (http://127.0.0.1:[0-9]+/)$", RegexOptions.Multiline).Groups[1].Value);

        PrometheusParser metrics = PrometheusParser.Parse(await client.GetStringAsync(new Uri(page, "/metrics"), TestContext.Current.CancellationToken));
        string html = await client.GetStringAsync(page, TestContext.Current.CancellationToken);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code is 0 or 4, ended.ToString());
        Assert.Contains("band running", html, StringComparison.Ordinal);
        Assert.Equal(60, metrics.By("harness_clients", "state").Values.Sum());
        Assert.Single(Regex.Matches(ended.Output, "metrics: http://127.0.0.1:9/v1/metrics does not take them"));
        Assert.Contains("metrics: waiting to be read once more, 1 s at the most", ended.Output, StringComparison.Ordinal);
        Assert.StartsWith("Metrics did not arrive at", Assert.Single(RunJson.Read(Path.Combine(place.Report, "run.json")).Remarks), StringComparison.Ordinal);
        Assert.Contains("Metrics did not arrive at", await File.ReadAllTextAsync(Path.Combine(place.Report, "index.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        PrometheusParser kept = PrometheusParser.Parse(await File.ReadAllTextAsync(Path.Combine(place.Report, "metrics.prom"), TestContext.Current.CancellationToken));
        Assert.Equal(3, kept.Samples.Count(sample => sample.Name == "harness_assertion_passed"));
    }
}
