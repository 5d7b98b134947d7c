using Harness.Clients;
using Harness.Journal;
using Harness.WebSockets;

namespace Harness.Tests.Clients.Sockets;

/// <summary>Attempts that do not open: what the server did is what the journal says, once per attempt.</summary>
public sealed class AttemptTests
{
    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy", CloseCause.HandshakeRefused, 503)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", CloseCause.HandshakeRefused, 200)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", CloseCause.ProtocolError, 0)]
    [InlineData("220 mail.example ESMTP\r\n", CloseCause.ProtocolError, 0)]
    public async Task An_answer_that_opens_nothing_fails_the_attempt_with_its_cause(string answer, CloseCause cause, int status)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.AcceptedAsync();
        await first.RequestAsync();
        await first.SayAsync(answer);
        await server.AcceptedAsync();

        Fact failed = Failed(await worker.FactsAsync(), attempt: 1);
        Assert.Equal((cause, status), ((CloseCause)failed.B, (int)failed.C));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_head_longer_than_4_KiB_fails_the_attempt()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.AcceptedAsync();
        await first.RequestAsync();
        await first.SayAsync($"HTTP/1.1 101 Switching Protocols\r\nX-Padding: {new string('x', 5000)}\r\n\r\n");
        await server.AcceptedAsync();

        Assert.Equal(CloseCause.ProtocolError, (CloseCause)Failed(await worker.FactsAsync(), attempt: 1).B);
    }

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData(true, CloseCause.Reset)]
    [InlineData(false, CloseCause.Fin)]
    public async Task An_end_before_the_answer_fails_the_attempt(bool reset, CloseCause cause)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.AcceptedAsync();
        await first.RequestAsync();
        if (reset)
        {
            first.Reset();
        }
        else
        {
            await first.SayAsync("HTTP/1.1 10");
            first.Finish();
        }

        await server.AcceptedAsync();

        Assert.Equal(cause, (CloseCause)Failed(await worker.FactsAsync(), attempt: 1).B);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_refused_connect_fails_the_attempt()
    {
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy, [new(System.Net.IPAddress.Loopback, PortThatRefuses())]);

        await worker.CountsAsync(counts => counts.FailedAttempts >= 3);

        Fact[] facts = await worker.FactsAsync();
        Assert.All(facts.Where(fact => fact.Kind == FactKind.AttemptFailed), fact => Assert.Equal(CloseCause.Refused, (CloseCause)fact.B));
        Assert.Contains(facts, fact => fact is { Kind: FactKind.AttemptStarted, A: 2, B: (int)AttemptCause.FailedAttempt });
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_server_that_accepts_and_says_nothing_runs_into_the_attempts_timeout()
    {
        ClientPolicy policy = LoneWorker.Policy with { Reconnect = LoneWorker.Policy.Reconnect with { AttemptTimeout = TimeSpan.FromMilliseconds(300) } };
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [server.Endpoint]);

        ScriptedConnection first = await server.AcceptedAsync();
        await first.RequestAsync();
        Assert.Equal("RST", await first.HearAsync());
        await server.AcceptedAsync();

        Fact[] facts = await worker.FactsAsync();
        Fact failed = Failed(facts, attempt: 1);
        Assert.Equal(CloseCause.AttemptTimeout, (CloseCause)failed.B);
        long started = Assert.Single(facts, fact => fact is { Kind: FactKind.AttemptStarted, A: 1 }).At;
        Assert.InRange(failed.At - started, 300_000, 5_000_000);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_handshake_and_frames_that_come_byte_by_byte_open_and_are_read()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.AcceptedAsync();
        await first.SayBytewiseAsync(await first.UpgradeTextAsync());
        Assert.Equal("Text ping", await first.HearAsync());
        await first.SayBytewiseAsync([.. ScriptedConnection.Frame(Opcode.Text, "pong"), .. ScriptedConnection.Frame(Opcode.Ping, "are you there?")]);
        Assert.Equal("Pong are you there?", await first.HearAsync());

        Fact[] facts = await worker.FactsAsync();
        Assert.Single(facts, fact => fact.Kind == FactKind.Opened);
        Assert.DoesNotContain(facts, fact => fact.Kind is FactKind.AttemptFailed or FactKind.SocketGone);
        Assert.Equal(1, facts.Where(fact => fact is { Kind: FactKind.CounterSlice, A: (int)Series.HeartbeatsAnswered }).Sum(fact => fact.C));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_frame_in_the_same_segment_as_the_handshake_is_not_lost()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        ScriptedConnection first = await server.AcceptedAsync();
        await first.SayAsync(new ReadOnlyMemory<byte>([.. await first.UpgradeTextAsync(), .. ScriptedConnection.Frame(Opcode.Ping, "early")]));

        Assert.Equal("Pong early", await first.HearBesidesTextAsync());
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task The_request_names_the_target_and_not_what_is_dialled()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(server);

        string request = await (await server.AcceptedAsync()).RequestAsync();

        Assert.StartsWith("GET /socket?client=c0 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nHost: target.example:99\r\n", request, StringComparison.Ordinal);
    }

    /// <summary>The one fact that says how an attempt failed.</summary>
    private static Fact Failed(Fact[] facts, int attempt)
    {
        Assert.DoesNotContain(facts, fact => fact.Kind is FactKind.Opened or FactKind.SocketGone && fact.A == attempt);
        return Assert.Single(facts, fact => fact.Kind == FactKind.AttemptFailed && fact.A == attempt);
    }

    /// <summary>A port that was just given back.</summary>
    private static int PortThatRefuses()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        return ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
    }
}
