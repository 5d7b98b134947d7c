using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Harness.Target;

namespace Harness.Tests.Target;

public sealed class TopicTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Topic, long Version, long Timestamp)> _published = new();
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new TargetOptions { Topics = 2, OnPublished = (topic, version, timestamp) => _published.Enqueue((topic, version, timestamp)) };
        _target = await TargetServer.StartAsync(options, Token);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, string? ETag, string Body)> GetAsync(string path, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        using var answer = await _client.Http.SendAsync(request, Token);
        return (answer.StatusCode, answer.Headers.ETag?.Tag, await answer.Content.ReadAsStringAsync(Token));
    }

    private Task<string> PublishAsync(string topic) => _client.DoAsync("publish-once", $$"""{"topic":"{{topic}}"}""");

    [Fact]
    public async Task A_topic_has_version_data_and_etag()
    {
        Assert.Equal((HttpStatusCode.OK, "\"v0\"", """{"topic":"t1","version":0,"data":{"value":0}}"""), await GetAsync("topics/t1"));
        await PublishAsync("t1");
        Assert.Equal((HttpStatusCode.OK, "\"v1\"", """{"topic":"t1","version":1,"data":{"value":1}}"""), await GetAsync("topics/t1"));
    }

    [Theory]
    [InlineData("\"v0\"", true)]
    [InlineData("W/\"v0\"", true)]
    [InlineData("\"v7\", \"v0\"", true)]
    [InlineData("*", true)]
    [InlineData("\"v1\"", false)]
    [InlineData("v0", false)]
    public async Task If_none_match(string sent, bool matches)
    {
        var (status, etag, body) = await GetAsync("topics/t0", sent);
        Assert.Equal(matches ? HttpStatusCode.NotModified : HttpStatusCode.OK, status);
        Assert.Equal("\"v0\"", etag);
        Assert.Equal(matches, body.Length == 0);
    }

    [Fact]
    public async Task Unknown_topics_are_404()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("topics/t2")).Status);
        await _client.DoAsync("topics", """{"count":3}""");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("topics/t2")).Status);
        await _client.DoAsync("topics", """{"count":1}""");
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("topics/t1")).Status);
    }

    [Fact]
    public async Task A_long_poll_is_held_until_the_version_moves()
    {
        var poll = GetAsync("topics/t0?after=0&wait=15000");
        await TargetClient.UntilAsync(async () => await _client.StatAsync("requests") == 1, "the poll has arrived");
        await PublishAsync("t1");
        Assert.False(poll.IsCompleted);
        await PublishAsync("t0");
        Assert.Equal((HttpStatusCode.OK, "\"v1\"", """{"topic":"t0","version":1,"data":{"value":1}}"""), await poll);
    }

    [Fact]
    public async Task A_long_poll_goes_on_while_the_version_is_not_yet_greater()
    {
        var poll = GetAsync("topics/t0?after=1&wait=15000");
        await TargetClient.UntilAsync(async () => await _client.StatAsync("requests") == 1, "the poll has arrived");
        await PublishAsync("t0");
        await PublishAsync("t0");
        Assert.Equal("\"v2\"", (await poll).ETag);
    }

    [Theory]
    [InlineData("after=0&wait=100", 100)]
    [InlineData("after=0&wait=0", 0)]
    [InlineData("after=0", 0)]
    [InlineData("after=99", 0)]
    public async Task A_long_poll_ends_with_304_when_its_wait_does(string query, int atLeast)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.Equal((HttpStatusCode.NotModified, "\"v0\"", ""), await GetAsync($"topics/t0?{query}"));
        Assert.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds >= atLeast - 20);
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=-1")]
    [InlineData("after=0&wait=-1")]
    [InlineData("after=0&wait=300001")]
    [InlineData("after=0&wait=1.5")]
    public async Task A_long_poll_that_makes_no_sense_is_400(string query)
    {
        var (status, _, body) = await GetAsync($"topics/t0?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("error", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publication_is_recorded_before_anybody_can_see_it()
    {
        using var socket = await _client.OpenAsync();
        await TargetClient.SubscribeAsync(socket, "t0");
        await _client.DoAsync("publish", """{"rate":400,"seed":1}""");
        for (var version = 1; version <= 100; version++)
        {
            Assert.Equal($$"""{"event":"changed","topic":"t0","version":{{version}}}""", await TargetClient.HearAsync(socket));
            var seen = Stopwatch.GetTimestamp();
            var fact = Assert.Single(_published, f => f.Topic == "t0" && f.Version == version);
            Assert.InRange(fact.Timestamp, 0, seen);
        }
    }

    [Fact]
    public async Task Versions_are_not_readable_while_they_are_being_recorded()
    {
        using var recording = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        var options = new TargetOptions
        {
            Topics = 1,
            OnPublished = (_, _, _) =>
            {
                recording.Release();
                goOn.Wait(TimeSpan.FromSeconds(20));
            },
        };
        await using var target = await TargetServer.StartAsync(options, Token);
        using var client = new TargetClient(target);
        var publishing = client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.True(await recording.WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Contains("\"version\":0", await client.Http.GetStringAsync(new Uri("topics/t0", UriKind.Relative), Token), StringComparison.Ordinal);
        goOn.Set();
        await publishing;
        Assert.Contains("\"version\":1", await client.Http.GetStringAsync(new Uri("topics/t0", UriKind.Relative), Token), StringComparison.Ordinal);
    }
}
