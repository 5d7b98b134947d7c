using Harness.Clients;
using Harness.Journal;
using Harness.Tests.Clients.Sockets;
using Harness.Tests.Toxiproxy.Tls;
using Harness.WebSockets;

namespace Harness.Tests.Peers;

/// <summary>Against npm's <c>ws</c>, by tests/websocket-peers/ws.js: first the codec alone, then the clients of a worker.</summary>
public sealed class WsServerTests
{
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Messages_fragments_and_control_frames_pass_both_ways()
    {
        await using NodeServer server = await NodeServer.StartAsync("ws.js");
        using HandClient client = await HandClient.ConnectAsync(server.Endpoint, "/plain");

        Assert.Equal(HandshakeStatus.Accepted, client.Answer.Status);
        await client.SayAsync("ping");
        Assert.Equal("Text pong", await client.HearAsync());
        await client.SayAsync("fragments");
        Assert.Equal("Ping between", await client.HearAsync());
        Assert.Equal("Text one, two", await client.HearAsync());
        await client.SayAsync(Opcode.Pong, "unasked");
        Assert.Equal("Text heard unasked", await client.HearAsync());
        await client.SayAsync(Opcode.Ping, "are you there?");
        Assert.Equal("Pong are you there?", await client.HearAsync());
        foreach (int length in new[] { 0, 62, 63, 32767, 32768, 100_000 })
        {
            await client.SayAsync($"letters {length}");
            Assert.Equal("Text " + new string('é', length), await client.HearAsync());
        }

        foreach (int length in new[] { 125, 126, 127, 65535, 65536 })
        {
            await client.SayAsync(new string('x', length));
            Assert.Equal("Text " + new string('x', length), await client.HearAsync());
        }
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Closes_carry_their_codes_both_ways()
    {
        await using NodeServer server = await NodeServer.StartAsync("ws.js");
        // The server says so once the connection is gone, or half a minute later.
        using (HandClient first = await HandClient.ConnectAsync(server.Endpoint, "/plain"))
        {
            await first.CloseAsync(CloseCode.GoingAway);
            Assert.Equal("Close 1001 ", await first.HearAsync());
        }

        Assert.Equal(1001, (await server.SaysAsync()).GetProperty("closed").GetInt32());

        using HandClient second = await HandClient.ConnectAsync(server.Endpoint, "/plain");
        await second.SayAsync("close 4001");
        Assert.Equal("Close 4001 tschüß", await second.HearAsync());

        using HandClient third = await HandClient.ConnectAsync(server.Endpoint, "/plain");
        await third.SayAsync(Opcode.Text, "terminate");
        Assert.Equal("FIN", await third.HearAsync());
    }

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData("/deflate", true)]
    [InlineData("/plain", false)]
    public async Task Compression_is_taken_or_declined(string path, bool taken)
    {
        await using NodeServer server = await NodeServer.StartAsync("ws.js");
        using HandClient client = await HandClient.ConnectAsync(server.Endpoint, path, compression: true);

        Assert.Equal((HandshakeStatus.Accepted, taken), (client.Answer.Status, client.Answer.Compression));
        for (int i = 0; i < 3; i++)
        {
            await client.SayAsync("letters 20000");
            Assert.Equal("Text " + new string('é', 20_000), await client.HearAsync());
            await client.SayAsync("fragments");
            Assert.Equal("Ping between", await client.HearAsync());
            Assert.Equal("Text one, two", await client.HearAsync());
        }
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_server_that_could_compress_does_not_unless_it_was_offered()
    {
        await using NodeServer server = await NodeServer.StartAsync("ws.js");
        using HandClient client = await HandClient.ConnectAsync(server.Endpoint, "/deflate");

        Assert.False(client.Answer.Compression);
        await client.SayAsync("letters 2000");
        Assert.Equal("Text " + new string('é', 2000), await client.HearAsync());
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task The_subprotocol_it_chooses_is_the_one_we_are_told()
    {
        await using NodeServer server = await NodeServer.StartAsync("ws.js");
        using HandClient chosen = await HandClient.ConnectAsync(server.Endpoint, "/v2", ["v1", "v2"]);
        using HandClient none = await HandClient.ConnectAsync(server.Endpoint, "/v2", ["v1"]);

        Assert.Equal("v2", chosen.Answer.Subprotocol);
        Assert.Equal((HandshakeStatus.Accepted, null), (none.Answer.Status, none.Answer.Subprotocol));
    }

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData("/401", CloseCause.HandshakeRefused, 401)]
    [InlineData("/403", CloseCause.HandshakeRefused, 403)]
    [InlineData("/503", CloseCause.HandshakeRefused, 503)]
    [InlineData("/307", CloseCause.Redirected, 307)]
    public async Task Its_refusals_are_outcomes_with_their_status(string path, CloseCause cause, int status)
    {
        await using NodeServer server = await NodeServer.StartAsync("ws.js");
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy, [server.Endpoint], change: plan => plan with { SocketPath = path });

        await worker.CountsAsync(counts => counts.FailedAttempts >= 1);

        Fact failed = Assert.Single(await worker.FactsAsync(), fact => fact is { Kind: FactKind.AttemptFailed, A: 1 });
        Assert.Equal((cause, status), ((CloseCause)failed.B, (int)failed.C));
    }

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clients_beat_and_are_answered_compressed_and_over_TLS_too(bool tls)
    {
        using var certificates = new TestCertificates();
        await using NodeServer server = await NodeServer.StartAsync(tls ? ["ws.js", certificates.Certificate, certificates.Key] : ["ws.js"]);
        ClientPolicy policy = LoneWorker.Policy with { Heartbeat = LoneWorker.Policy.Heartbeat! with { Interval = TimeSpan.FromMilliseconds(100), Misses = 30 } };
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [server.Endpoint], change: plan => plan with
        {
            SocketPath = "/deflate",
            SocketTls = tls,
            SocketAuthority = $"localhost:{server.Endpoint.Port}",
            Tls = new TlsSettings { Ca = certificates.Issuer },
            Handshake = new HandshakeSettings { Compression = true },
        });

        await worker.CountsAsync(counts => counts.Heartbeats >= 5);
        worker.Close();
        Assert.Equal(1000, (await server.SaysAsync()).GetProperty("closed").GetInt32());

        Fact[] facts = await worker.FactsAsync();
        Assert.InRange(facts.Where(fact => fact is { Kind: FactKind.CounterSlice, A: (int)Series.HeartbeatsAnswered }).Sum(fact => fact.C), 4, 1000);
        Assert.Equal(CloseCause.Own, (CloseCause)Assert.Single(facts, fact => fact.Kind == FactKind.SocketGone).B);
    }
}
