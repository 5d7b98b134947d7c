using Harness.Clients;
using Harness.Journal;
using Harness.WebSockets;

namespace Harness.Tests.Clients.Sockets;

/// <summary>Ends of open connections: the journal tells who ended it and how, once, and the client comes back once.</summary>
public sealed class ConnectionEndTests
{
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_reset_after_open_is_told_as_RST()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.OpenedAsync();
        await first.HearAsync();
        first.Reset();
        await server.OpenedAsync();

        Assert.Equal((CloseCause.Reset, 0), Gone(await worker.FactsAsync()));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_FIN_after_open_is_told_as_FIN_and_the_clients_end_is_gone_too()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.OpenedAsync();
        await first.HearAsync();
        first.Finish();
        Assert.Equal("FIN", await first.HearAsync());
        await server.OpenedAsync();

        Assert.Equal((CloseCause.Fin, 0), Gone(await worker.FactsAsync()));
    }

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData(CloseCode.GoingAway)]
    [InlineData(CloseCode.ServiceRestart)]
    [InlineData((CloseCode)4001)]
    public async Task A_close_frame_is_told_with_its_code_and_answered_with_it(CloseCode code)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.OpenedAsync();
        await first.CloseFrameAsync(code);
        Assert.Equal($"Close {(int)code}", await first.HearBesidesTextAsync());
        Assert.Equal("FIN", await first.HearAsync());
        await server.OpenedAsync();

        Assert.Equal((CloseCause.CloseFrame, (int)code), Gone(await worker.FactsAsync()));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_close_frame_without_a_code_is_told_as_1005()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.OpenedAsync();
        await first.FrameAsync(Opcode.Close, "");
        Assert.StartsWith("Close ", await first.HearBesidesTextAsync(), StringComparison.Ordinal);
        await server.OpenedAsync();

        Assert.Equal((CloseCause.CloseFrame, 1005), Gone(await worker.FactsAsync()));
    }

    // First byte: FIN, three RSV bits, opcode. Second: mask, length.
    public static TheoryData<string, byte[], int> Violations => new()
    {
        { "RSV1 without an extension", [0xC1, 0x01, (byte)'x'], 1002 },
        { "RSV3 without an extension", [0x91, 0x01, (byte)'x'], 1002 },
        { "masked frame from a server", [0x81, 0x81, 1, 2, 3, 4, (byte)'x' ^ 1], 1002 },
        { "reserved data opcode", [0x83, 0x01, (byte)'x'], 1002 },
        { "reserved control opcode", [0x8B, 0x00], 1002 },
        { "fragmented ping", [0x09, 0x01, (byte)'x'], 1002 },
        { "continuation of nothing", [0x80, 0x01, (byte)'x'], 1002 },
        { "text that is not UTF-8", [0x81, 0x02, 0xC3, 0x28], 1007 },
        { "close code 1006 on the wire", [0x88, 0x02, 0x03, 0xEE], 1002 },
        { "message over 1 MiB", [0x82, 0x7F, 0, 0, 0, 0, 0, 0x10, 0, 1], 1009 },
    };

    [Theory(Timeout = Deadline.Milliseconds)]
    [MemberData(nameof(Violations))]
    public async Task A_peer_that_breaks_the_protocol_is_closed_with_the_code_that_says_so(string violation, byte[] bytes, int code)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.OpenedAsync();
        await first.SayAsync(bytes);
        Assert.Equal($"Close {code}", await first.HearBesidesTextAsync());
        Assert.Equal("FIN", await first.HearAsync());
        await server.OpenedAsync();

        Assert.True((CloseCause.ProtocolError, code) == Gone(await worker.FactsAsync()), violation);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_client_that_its_user_closes_says_1000_waits_for_the_answer_and_stays_closed()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.OpenedAsync();
        await first.HearAsync();
        worker.Close();
        Assert.Equal("Close 1000", await first.HearBesidesTextAsync());
        // What comes between its close frame and ours is no message any more.
        await first.FrameAsync(Opcode.Text, "pong");
        await first.CloseFrameAsync(CloseCode.NormalClosure);
        Assert.Equal("FIN", await first.HearAsync());

        Fact[] facts = await worker.FactsAsync();
        Assert.Equal(CloseCause.Own, Gone(facts).Cause);
        Assert.Single(facts, fact => fact.Kind == FactKind.ClosedByUser);
        Assert.Single(facts, fact => fact.Kind == FactKind.AttemptStarted);
        Assert.Equal(0, facts.Count(fact => fact is { Kind: FactKind.CounterSlice, A: (int)Series.HeartbeatsAnswered }));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_client_that_declares_its_connection_dead_resets_it_and_comes_back_once()
    {
        ClientPolicy policy = LoneWorker.Policy with
        {
            Heartbeat = LoneWorker.Policy.Heartbeat! with { Interval = TimeSpan.FromMilliseconds(200), Misses = 2, AtOnce = false },
        };
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [server.Endpoint]);

        ScriptedConnection first = await server.OpenedAsync();
        string heard;
        int heartbeats = 0;
        while ((heard = await first.HearAsync()) == "Text ping")
        {
            heartbeats++;
        }

        await server.OpenedAsync();
        Fact[] facts = await worker.FactsAsync();
        Assert.Equal("RST", heard);
        Fact declared = Assert.Single(facts, fact => fact is { Kind: FactKind.DeclaredDead, A: 1 });
        Assert.InRange(declared.At - declared.C, 399_000, 5_000_000);
        Assert.Equal((CloseCause.Own, 0), Gone(facts));
        // One each interval, and the second closes: RST may overtake it.
        Assert.InRange(heartbeats, 1, 2);
        Assert.Equal(2, facts.Count(fact => fact is { Kind: FactKind.HeartbeatTrail, A: 1 }));
        Assert.Equal(2, facts.Count(fact => fact.Kind == FactKind.AttemptStarted));
    }

    /// <summary>The one fact that says how the first connection ended, after which exactly one attempt followed.</summary>
    private static (CloseCause Cause, int Code) Gone(Fact[] facts)
    {
        Fact gone = Assert.Single(facts, fact => fact is { Kind: FactKind.SocketGone, A: 1 });
        Assert.InRange(facts.Count(fact => fact is { Kind: FactKind.AttemptStarted, B: (int)AttemptCause.Loss }), 0, 1);
        Assert.DoesNotContain(facts, fact => fact is { Kind: FactKind.AttemptFailed, A: 1 });
        return ((CloseCause)gone.B, (int)gone.C);
    }
}
