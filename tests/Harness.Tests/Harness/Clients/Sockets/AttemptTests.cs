using Harness.Clients;
using Harness.Journal;
using Harness.WebSockets;

namespace Harness.Tests.Clients.Sockets;

/// <summary>Attempts that do not open: what the server did is what the journal says, once per attempt.</summary>
public sealed class AttemptTests
{
    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy", CloseCause.HandshakeRefused, 503)]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n\r\n", CloseCause.HandshakeRefused, 401)]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", CloseCause.HandshakeRefused, 403)]
    [InlineData("HTTP/1.1 301 Moved Permanently\r\nLocation: ws://elsewhere/\r\n\r\n", CloseCause.Redirected, 301)]
    [InlineData("HTTP/1.1 308 Permanent Redirect\r\n\r\n", CloseCause.Redirected, 308)]
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
        // Not the next attempt: after some answers there is none.
        await worker.CountsAsync(counts => counts.FailedAttempts >= 1);

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

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_without_an_address_is_an_outcome_of_its_own(bool tls)
    {
        // A label of 64 characters is no name (RFC 1035 §2.3.4), so nobody has to be asked.
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [], change: plan => plan with { Clients = [0], Starts = [0], SocketEndpoints = [[$"{new string('x', 64)}.test:80"]], SocketTls = tls });

        await worker.CountsAsync(counts => counts.FailedAttempts >= 2);

        Assert.Equal(CloseCause.NameUnresolved, (CloseCause)Failed(await worker.FactsAsync(), attempt: 1).B);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_name_is_resolved_in_the_connect()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [], change: plan => plan with { Clients = [0], Starts = [0], SocketEndpoints = [[$"localhost:{server.Endpoint.Port}"]] });

        Assert.Equal("Text ping", await (await server.OpenedAsync()).HearAsync());
    }

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData("Sec-WebSocket-Protocol: v3", false)]
    [InlineData("Sec-WebSocket-Protocol: v2", true)]
    [InlineData("X-Nothing: chosen", true)]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate", false)]
    public async Task Only_what_was_offered_may_be_chosen(string header, bool opens)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [server.Endpoint], change: plan => plan with { Handshake = new HandshakeSettings { Subprotocols = ["v1", "v2"] } });

        ScriptedConnection first = await server.AcceptedAsync();
        string answer = System.Text.Encoding.ASCII.GetString(await first.UpgradeTextAsync());
        await first.SayAsync(answer.Replace("\r\n\r\n", $"\r\n{header}\r\n\r\n", StringComparison.Ordinal));

        Assert.Equal(opens ? "Text ping" : "FIN", await first.HearAsync());
        Fact[] facts = await worker.FactsAsync();
        Assert.Equal(opens, facts.Any(fact => fact is { Kind: FactKind.Opened, A: 1 }));
        Assert.Equal(opens, !facts.Any(fact => fact is { Kind: FactKind.AttemptFailed, A: 1, B: (int)CloseCause.ProtocolError }));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task The_request_has_what_the_scenario_asks_for_with_templates_filled_in()
    {
        await using var server = new ScriptedServer();
        var handshake = new HandshakeSettings
        {
            Headers = [new("X-Client", "{client} in {cohort} of {seed}")],
            Cookies = [new("session", "{id}"), new("b", "2")],
            Query = [new("token", "a b/{uuid}"), new("client", "me-{id}")],
            Subprotocols = ["v1", "v2"],
            Compression = true,
            Origin = "https://app.example",
        };
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [server.Endpoint], change: plan => plan with { Clients = [17], Handshake = handshake });

        string request = await (await server.AcceptedAsync()).RequestAsync();

        string token = request.Split("token=a%20b%2F")[1][..36];
        Assert.StartsWith($"GET /socket?token=a%20b%2F{token}&client=me-c17 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.True(Guid.TryParse(token, out _), token);
        Assert.Contains("\r\nX-Client: 17 in 0 of 1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nCookie: session=c17; b=2\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nOrigin: https://app.example\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Protocol: v1, v2\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n", request, StringComparison.Ordinal);
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
