using System.Net.Sockets;
using Harness.Clients;
using Harness.Journal;
using Harness.Metrics;
using Harness.WebSockets;

namespace Harness.Tests.Clients.Sockets;

/// <summary>What a peer may do with messages, and one that does not read ours.</summary>
public sealed class MessageTests
{
    private const string Push = """{"event":"changed","topic":"t0","version":7}""";

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData("")]
    [InlineData("payload that comes back")]
    [InlineData("exactly the hundred and twenty-five bytes that a control frame may carry, and so the longest ping that there is on any wire!!")]
    public async Task A_ping_comes_back_as_a_pong_with_the_same_payload(string payload)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.OpenedAsync();
        await first.FrameAsync(Opcode.Ping, payload);

        Assert.Equal($"Pong {payload}", await first.HearBesidesTextAsync());
        Assert.DoesNotContain(await worker.FactsAsync(), fact => fact.Kind == FactKind.SocketGone && fact.B != (int)CloseCause.Own);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Pings_and_pongs_are_no_answer_to_a_heartbeat_of_text()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy with { Heartbeat = LoneWorker.Policy.Heartbeat! with { Interval = TimeSpan.FromMilliseconds(200), ReplyTimeout = TimeSpan.FromMilliseconds(200) } },
            [server.Endpoint]);

        ScriptedConnection first = await server.OpenedAsync();
        Task<ScriptedConnection> second = server.OpenedAsync();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!second.IsCompleted && await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            try
            {
                await first.FrameAsync(Opcode.Ping, "still here");
                await first.FrameAsync(Opcode.Pong, "");
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // The client has let go of it, which is what is waited for.
                await second;
            }
        }

        Assert.Contains(await worker.FactsAsync(), fact => fact.Kind == FactKind.DeclaredDead);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_push_in_fragments_with_a_ping_between_them_is_one_push()
    {
        await using TopicServer topics = await TopicServer.StartAsync(version: 7);
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy, [server.Endpoint], topics.Endpoint);

        ScriptedConnection first = await server.OpenedAsync();
        await first.FrameAsync(Opcode.Text, Push[..20], fin: false);
        await first.FrameAsync(Opcode.Ping, "between");
        Assert.Equal("Pong between", await first.HearBesidesTextAsync());
        await first.FrameAsync(Opcode.Continuation, Push[20..30], fin: false);
        await first.FrameAsync(Opcode.Continuation, Push[30..]);

        await AssertPushedAsync(first, worker);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_push_of_100_kilobytes_is_read_whole()
    {
        await using TopicServer topics = await TopicServer.StartAsync(version: 7);
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy, [server.Endpoint], topics.Endpoint);

        ScriptedConnection first = await server.OpenedAsync();
        await first.FrameAsync(Opcode.Text, $$"""{"padding":"{{new string('x', 100_000)}}","event":"changed","topic":"t0","version":7}""");

        await AssertPushedAsync(first, worker);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_client_subscribes_once_it_is_open_and_again_after_a_loss()
    {
        await using TopicServer topics = await TopicServer.StartAsync(version: 7);
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy, [server.Endpoint], topics.Endpoint);

        ScriptedConnection first = await server.OpenedAsync();
        Assert.Equal("Text ping", await first.HearAsync());
        Assert.Equal("""Text {"command":"subscribe","topics":["t0"]}""", await first.HearAsync());
        first.Finish();
        ScriptedConnection second = await server.OpenedAsync();
        Assert.Equal("Text ping", await second.HearAsync());
        Assert.Equal("""Text {"command":"subscribe","topics":["t0"]}""", await second.HearAsync());

        Fact[] facts = await worker.FactsAsync();
        Assert.Equal([1, 2], facts.Where(fact => fact.Kind == FactKind.SendDone).Select(fact => fact.B));
        Assert.All(facts.Where(fact => fact.Kind == FactKind.SendAsked), fact => Assert.Equal(0, fact.A));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_peer_that_stops_reading_is_cut_off_at_the_cap_and_holds_up_nobody_else()
    {
        // 20 KB fifty times a second fill what the kernels hold of a connection, some megabytes, within seconds.
        ClientPolicy policy = LoneWorker.Policy with
        {
            Heartbeat = LoneWorker.Policy.Heartbeat! with { Message = new string('h', 20_000), Interval = TimeSpan.FromMilliseconds(20) },
        };
        await using var deaf = new ScriptedServer(receiveBuffer: 4096);
        await using var sound = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [deaf.Endpoint, sound.Endpoint]);

        await deaf.OpenedAsync();
        Task answering = AnswerAsync(await sound.OpenedAsync());
        await deaf.AcceptedAsync();

        Fact[] facts = await worker.FactsAsync();
        await answering;
        Fact gone = Assert.Single(facts, fact => fact is { Kind: FactKind.SocketGone, Subject: 0 });
        Assert.Equal(CloseCause.Reset, (CloseCause)gone.B);
        Assert.DoesNotContain(facts, fact => fact.Kind == FactKind.HeartbeatRefused);
        Assert.DoesNotContain(facts, fact => fact is { Kind: FactKind.SocketGone, Subject: 1 } && fact.At <= gone.At);

        // The other client's heartbeats went out and came back all the time.
        var roundTrips = new HistogramCounts();
        foreach (Fact row in facts.Where(fact => fact is { Kind: FactKind.HistogramBucket, Subject: 1, A: (int)Series.HeartbeatRtt }))
        {
            roundTrips.Add(row.B, row.C);
        }

        Assert.InRange(roundTrips.At(Stat.P50)!.Value, 0, 500_000);
        long seconds = (gone.At - facts.First(fact => fact is { Kind: FactKind.Opened, Subject: 1 }).At) / 1_000_000;
        Assert.InRange(facts.Where(fact => fact is { Kind: FactKind.CounterSlice, Subject: 1, A: (int)Series.HeartbeatsAnswered }).Sum(fact => fact.C), 5 * seconds, long.MaxValue);
    }

    /// <summary>Answers every message until the client is gone.</summary>
    private static async Task AnswerAsync(ScriptedConnection connection)
    {
        try
        {
            while ((await connection.HearAsync()).StartsWith("Text", StringComparison.Ordinal))
            {
                await connection.FrameAsync(Opcode.Text, "pong");
            }
        }
        catch (SocketException)
        {
            // The worker has ended and reset the connection while an answer was on its way.
        }
    }

    /// <summary>The client is still there, recorded one push, and fetched the version that it announced.</summary>
    private static async Task AssertPushedAsync(ScriptedConnection connection, LoneWorker worker)
    {
        await connection.FrameAsync(Opcode.Ping, "after");
        Assert.Equal("Pong after", await connection.HearBesidesTextAsync());
        await worker.FetchedAsync();

        Fact[] facts = await worker.FactsAsync();
        Fact held = Assert.Single(facts, fact => fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered or FactKind.FetchFailed);
        Assert.Equal((FactKind.VersionHeld, 0, 7L, FetchReason.Push), (held.Kind, held.A, held.C, (FetchReason)held.B));
        Fact seen = Assert.Single(facts, fact => fact.Kind == FactKind.PushSeen);
        Assert.Equal((0, 0, 1, 7L), (seen.Subject, seen.A, seen.B, seen.C));
        Assert.Equal(1, facts.Where(fact => fact is { Kind: FactKind.CounterSlice, A: (int)Series.Pushes }).Sum(fact => fact.C));
        Assert.DoesNotContain(facts, fact => fact.Kind == FactKind.SocketGone && fact.B == (int)CloseCause.ProtocolError);
    }
}
