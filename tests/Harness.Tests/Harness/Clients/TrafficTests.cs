using System.Text;
using Harness.Clients;
using Harness.Journal;
using Harness.Target;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Clients;

/// <summary>Bytes and requests as a worker counts them, beside those that a relay in between saw go by.</summary>
public sealed class TrafficTests
{
    /// <summary>What a client that follows t0 writes for each poll, to the last byte.</summary>
    private static readonly int _request = Encoding.ASCII.GetByteCount("GET /topics/t0 HTTP/1.1\r\nHost: target.example:98\r\n\r\n");

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Polls_are_counted_to_the_byte_and_what_warms_up_is_not()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions { Topics = 1 }, Deadline.Token);
        await using var relay = new CountingRelay(target.HttpUri.Port);
        Dictionary<Series, long> counted;
        await using (LoneWorker worker = await LoneWorker.StartAsync(
            Policies.Preset("ajax-polling") with { Fallback = new FallbackPolicy { Every = TimeSpan.FromMilliseconds(50), Timeout = TimeSpan.FromSeconds(20) } }, [relay.Endpoint], relay.Endpoint))
        {
            await worker.CountsAsync(counts => counts.Polls >= 20);
            counted = Counted(await worker.FactsAsync());
        }

        long requests = counted[Series.HttpRequests];
        Assert.True(requests >= 20);
        Assert.DoesNotContain(Series.HttpFailures, counted);
        Assert.DoesNotContain(Series.SocketSent, counted);
        // By hand, and but for the last one, which may have been cut off before it was written or answered.
        Assert.InRange(counted[Series.HttpSent], (requests - 1) * _request, requests * _request);
        // The relay saw one request more, which warmed the path up; all answers are alike.
        long seen = relay.Down / (relay.Up / _request);
        Assert.Equal(0, relay.Up % _request);
        Assert.InRange(counted[Series.HttpReceived], (requests - 1) * seen, requests * seen);
        Assert.InRange(relay.Up, counted[Series.HttpSent] + _request, counted[Series.HttpSent] + (2 * _request));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_socket_is_counted_to_the_byte_with_its_handshake()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions { Topics = 1 }, Deadline.Token);
        await using var relay = new CountingRelay(target.SocketUri.Port);
        Dictionary<Series, long> counted;
        await using (LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy with { Heartbeat = LoneWorker.Policy.Heartbeat! with { Interval = TimeSpan.FromMilliseconds(50) } }, [relay.Endpoint]))
        {
            await worker.CountsAsync(counts => counts.Heartbeats >= 20);
            counted = Counted(await worker.FactsAsync());
        }

        long heartbeats = counted[Series.HeartbeatsSent];
        // A masked frame of "ping" is 2 + 4 + 4 bytes; the handshake is what the relay saw besides.
        const int Frame = 10;
        Assert.DoesNotContain(Series.HttpRequests, counted);
        Assert.InRange(relay.Up, counted[Series.SocketSent] - Frame, counted[Series.SocketSent]);
        Assert.InRange(counted[Series.SocketSent] - (heartbeats * Frame), 150, 500);
        // An answer may have been on its way when the client let go.
        Assert.InRange(relay.Down - counted[Series.SocketReceived], 0, 100);
        Assert.True(counted[Series.SocketReceived] > heartbeats * 4);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_poll_that_was_held_in_vain_has_succeeded()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions { Topics = 1 }, Deadline.Token);
        // The server holds an answer for four fifths of the timeout; the last fifth is what a busy machine may take besides.
        FallbackPolicy held = new() { LongPoll = true, Every = TimeSpan.FromSeconds(60), Timeout = TimeSpan.FromSeconds(10) };
        await using LoneWorker worker = await LoneWorker.StartAsync(
            Policies.Preset("long-polling") with { Fallback = held }, [new(System.Net.IPAddress.Loopback, 1)], new(System.Net.IPAddress.Loopback, target.HttpUri.Port));

        // After a failure the next would come in a minute.
        await worker.CountsAsync(counts => counts.Polls >= 2);
        Fact[] facts = await worker.FactsAsync();

        Assert.DoesNotContain(Series.HttpFailures, Counted(facts));
        Assert.DoesNotContain(facts, fact => fact.Kind == FactKind.FetchFailed);
        Assert.Contains(facts, fact => fact.Kind == FactKind.FetchAnswered);
    }

    private static Dictionary<Series, long> Counted(Fact[] facts) => facts
        .Where(fact => fact.Kind == FactKind.CounterSlice)
        .GroupBy(fact => (Series)fact.A)
        .ToDictionary(series => series.Key, series => series.Sum(fact => fact.C));
}
