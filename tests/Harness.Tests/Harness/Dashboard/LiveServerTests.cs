using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Harness.Dashboard;
using Harness.Judging;
using Harness.Runs;
using Harness.Tests.Reporting;

namespace Harness.Tests.Dashboard;

/// <summary>The server on a real port of the loopback, told by hand what a run does.</summary>
public sealed class LiveServerTests : IAsyncDisposable
{
    private readonly RunDashboard _dashboard = new(TimeProvider.System);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private LiveServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _client.Dispose();
    }

    [Fact]
    public async Task Before_the_run_begins_the_page_says_so_and_comes_again()
    {
        using HttpResponseMessage page = await GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Equal("2", Assert.Single(page.Headers.GetValues("Refresh")));
        Assert.Equal("The run has not begun yet.\n", await page.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task While_it_goes_on_the_page_shows_it_and_no_verdict()
    {
        _dashboard.Begins(Snapshots.Outset("latency", "silent-drop", "half-open"));
        _dashboard.Judged(SampleRuns.Passed().Scenarios[0]);
        _dashboard.Shows(Snapshots.At(3, open: 80, sent: 300) with { Number = 2 });

        string page = await ReadAsync("/");

        Assert.Contains("<header class=\"band running\">", page, StringComparison.Ordinal);
        Assert.Contains("silent-drop (2 of 3): hold, 3 s of 12 s; silent-drop is on.", page, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"harness-live\" content=\"events\"", page, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", page, StringComparison.Ordinal);
        Assert.Contains("Judged at the end", page, StringComparison.Ordinal);
        Assert.Equal(["passed", "running", "waiting"], Chips(page).Take(3));
    }

    [Fact]
    public async Task The_result_so_far_is_an_incomplete_run()
    {
        _dashboard.Begins(Snapshots.Outset("silent-drop"));
        _dashboard.Shows(Snapshots.At(3, open: 80, sent: 300));

        using JsonDocument run = JsonDocument.Parse(await ReadAsync("/run.json"));

        Assert.Equal("incomplete", run.RootElement.GetProperty("verdict").GetString());
        Assert.Equal("silent-drop", Assert.Single(run.RootElement.GetProperty("scenarios").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Who_follows_gets_what_is_new_and_at_the_end_the_report_and_where_it_is_kept()
    {
        _dashboard.Begins(Snapshots.Outset("silent-drop"));
        _dashboard.Shows(Snapshots.At(1, sent: 100));
        Uri events = await UrlAsync("/events");
        var seen = new List<string>();
        Task ending = Task.CompletedTask;

        await foreach ((string name, string data) in SseReader.ReadAsync(_client, events, Cancellation))
        {
            using JsonDocument parts = JsonDocument.Parse(data);
            string title = parts.RootElement.GetProperty("title").GetString()!, body = parts.RootElement.GetProperty("body").GetString()!;
            seen.Add($"{name} {title}");
            if (name == "page" && seen.Count == 1)
            {
                Assert.Contains("band running", body, StringComparison.Ordinal);
                _dashboard.Judged(SampleRuns.SilentDrop());
                ending = _dashboard.ShowReportAsync(SampleRuns.Run(Verdict.Passed, SampleRuns.SilentDrop()), "/reports/a <b>/index.html");
            }
            else if (name == "end")
            {
                Assert.Contains("band passed", body, StringComparison.Ordinal);
                Assert.Contains("It is kept in <code>/reports/a &lt;b&gt;/index.html</code>", body, StringComparison.Ordinal);
            }
        }

        await ending.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal("page running: silent-drop · harness", seen[0]);
        Assert.Equal("end passed: silent-drop · harness", seen[^1]);
        Assert.DoesNotContain("band running", await ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_report_ends_its_page_by_saying_so()
    {
        _dashboard.Begins(Snapshots.Outset("silent-drop"));
        Uri events = await UrlAsync("/events");
        await using IAsyncEnumerator<(string Name, string Data)> stream = SseReader.ReadAsync(_client, events, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal("page", stream.Current.Name);

        await _dashboard.DisposeAsync();

        Assert.True(await stream.MoveNextAsync());
        Assert.Equal("end", stream.Current.Name);
        Assert.Contains("The run ended without a report; its console says why.", stream.Current.Data, StringComparison.Ordinal);
        Assert.False(await stream.MoveNextAsync());
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task A_name_of_somebody_elses_is_turned_away(string host, HttpStatusCode expected)
    {
        _dashboard.Begins(Snapshots.Outset("silent-drop"));
        using var request = new HttpRequestMessage(HttpMethod.Get, await UrlAsync("/")) { Headers = { Host = host } };

        using HttpResponseMessage answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Nothing_can_be_changed_and_what_there_is_not_is_told()
    {
        using HttpResponseMessage posted = await _client.PostAsync(await UrlAsync("/"), null, Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);

        using HttpResponseMessage missing = await GetAsync("/favicon.ico");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("There is nothing of this name; there are: /, /events, /run.json, /metrics.\n", await missing.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Metrics_have_the_type_that_prometheus_asks_for()
    {
        using HttpResponseMessage metrics = await GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.Content.Headers.ContentType!.ToString());
        Assert.Equal("up 1\n", await metrics.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>As a service of a compose file is scraped.</summary>
    [Fact]
    public async Task Metrics_are_read_under_any_name()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await UrlAsync("/metrics")) { Headers = { Host = "harness" } };

        using HttpResponseMessage answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Who_asks_for_the_head_of_the_events_takes_no_place()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, await UrlAsync("/events"));

        using HttpResponseMessage answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(0, _dashboard.Streams.Count);
    }

    [Fact]
    public async Task There_are_at_most_so_many_streams()
    {
        Uri events = await UrlAsync("/events");
        HttpResponseMessage[] streams = await Task.WhenAll(Enumerable.Range(0, RunDashboard.MostStreams).Select(_ => _client.GetAsync(events, HttpCompletionOption.ResponseHeadersRead, Cancellation)));

        using HttpResponseMessage more = await GetAsync("/events");

        Assert.All(streams, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, more.StatusCode);
        Array.ForEach(streams, stream => stream.Dispose());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_unless_another_will_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        EnvironmentException refused = await Assert.ThrowsAsync<EnvironmentException>(() => StartAsync(ListenAddress.Loopback(port)));
        Assert.Equal($"The run cannot be followed on 127.0.0.1:{port}: another process listens there. Choose another one: --dashboard=PORT, --metrics=PORT.", refused.Message);

        await using LiveServer moved = await StartAsync(ListenAddress.Loopback(port, mayMove: true));
        Assert.NotEqual(port, moved.Urls[0].Port);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(100, 1)]
    [InlineData(250, 2.5)]
    [InlineData(60_000, 15)]
    public void A_rendering_takes_a_tenth_of_one_processor_at_the_most(double took, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RunDashboard.PeriodAfter(TimeSpan.FromMilliseconds(took)));

    private static IEnumerable<string> Chips(string page) => page.Split("<span class=\"chip ").Skip(1).Select(rest => rest.Split('"')[0]);

    private Task<LiveServer> StartAsync(ListenAddress address) =>
        LiveServer.StartAsync([address], new LiveContent(_dashboard, _ => Task.FromResult("up 1\n")), TimeProvider.System, Cancellation);

    private async Task<Uri> UrlAsync(string path) => new((_server ??= await StartAsync(ListenAddress.Loopback(0))).Urls[0], path);

    private async Task<HttpResponseMessage> GetAsync(string path) => await _client.GetAsync(await UrlAsync(path), Cancellation);

    private async Task<string> ReadAsync(string path)
    {
        using HttpResponseMessage answer = await GetAsync(path);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation);
    }
}
