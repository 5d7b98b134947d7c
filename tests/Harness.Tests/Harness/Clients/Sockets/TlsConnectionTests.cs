using System.Net.Security;
using Harness.Clients;
using Harness.Journal;
using Harness.Load;
using Harness.Tests.Toxiproxy.Tls;

namespace Harness.Tests.Clients.Sockets;

/// <summary>Clients over TLS: what is believed, what is asked for, and what each failure is called.</summary>
public sealed class TlsConnectionTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_trusted_server_opens_answers_and_is_closed_as_over_a_raw_socket()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);
        await using LoneWorker worker = await StartAsync(server, new TlsSettings { Ca = _certificates.Issuer });

        await worker.CountsAsync(counts => counts.Heartbeats >= 3);
        worker.Close();
        Fact[] facts = await worker.FactsAsync();

        Assert.Single(facts, fact => fact.Kind == FactKind.Opened);
        Assert.InRange(facts.Where(fact => fact is { Kind: FactKind.CounterSlice, A: (int)Series.HeartbeatsAnswered }).Sum(fact => fact.C), 2, 1000);
        Assert.Equal(CloseCause.Own, (CloseCause)Assert.Single(facts, fact => fact.Kind == FactKind.SocketGone).B);
        Assert.Contains("localhost", server.NamesAsked);
        Assert.Contains(server.Requests, request => request.StartsWith("localhost:", StringComparison.Ordinal));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_certificate_of_an_unknown_issuer_fails_the_attempt()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);

        Assert.Equal((CloseCause.TlsFailed, (int)SslPolicyErrors.RemoteCertificateChainErrors), await FailureAsync(server, new TlsSettings()));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_certificate_for_another_name_fails_the_attempt()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);

        Assert.Equal(
            (CloseCause.TlsFailed, (int)SslPolicyErrors.RemoteCertificateNameMismatch),
            await FailureAsync(server, new TlsSettings { Ca = _certificates.Issuer, ServerName = "elsewhere.test" }));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task The_server_name_is_what_is_asked_for_and_believed()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);
        await using LoneWorker worker = await StartAsync(
            server, new TlsSettings { Ca = _certificates.Issuer, ServerName = "target.test" }, plan => plan with { SocketAuthority = "elsewhere.test:99" });

        await worker.CountsAsync(counts => counts.Heartbeats >= 1);

        Assert.Contains("target.test", server.NamesAsked);
        Assert.Contains("elsewhere.test:99 /socket", server.Requests);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Insecure_believes_any_certificate()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);
        await using LoneWorker worker = await StartAsync(server, new TlsSettings { Insecure = true }, plan => plan with { SocketAuthority = "elsewhere.test:99" });

        await worker.CountsAsync(counts => counts.Heartbeats >= 1);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_server_that_wants_a_certificate_gets_it_or_refuses()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates, wantsCertificate: true);
        var without = new TlsSettings { Ca = _certificates.Issuer };

        // TLS 1.3 lets the client end its handshake before the server has judged it (RFC 8446 §4.4.2.4): what it sees is an alert, or an end.
        Assert.Contains((await FailureAsync(server, without)).Cause, new[] { CloseCause.TlsFailed, CloseCause.Fin, CloseCause.Reset });
        await using LoneWorker worker = await StartAsync(server, without with { Certificate = _certificates.Certificate, Key = _certificates.Key });
        await worker.CountsAsync(counts => counts.Heartbeats >= 1);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_server_that_speaks_no_TLS_fails_the_attempt()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy, [server.Endpoint], change: plan => plan with { SocketTls = true });

        await (await server.AcceptedAsync()).SayAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
        await server.AcceptedAsync();

        Assert.Equal(CloseCause.TlsFailed, Failed(await worker.FactsAsync()).Cause);
    }

    [Theory(Timeout = Deadline.Milliseconds)]
    [InlineData(true, CloseCause.Reset)]
    [InlineData(false, CloseCause.Fin)]
    public async Task An_end_within_the_TLS_handshake_is_told_as_what_it_was(bool reset, CloseCause cause)
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy, [server.Endpoint], change: plan => plan with { SocketTls = true });

        ScriptedConnection first = await server.AcceptedAsync();
        if (reset)
        {
            first.Reset();
        }
        else
        {
            first.Finish();
        }

        await server.AcceptedAsync();

        Assert.Equal(cause, Failed(await worker.FactsAsync()).Cause);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_TLS_handshake_that_hangs_runs_into_the_attempts_timeout()
    {
        ClientPolicy policy = LoneWorker.Policy with { Reconnect = LoneWorker.Policy.Reconnect with { AttemptTimeout = TimeSpan.FromMilliseconds(300) } };
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [server.Endpoint], change: plan => plan with { SocketTls = true });

        await server.AcceptedAsync();
        await server.AcceptedAsync();

        Assert.Equal(CloseCause.AttemptTimeout, Failed(await worker.FactsAsync()).Cause);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_message_of_several_records_and_reads_is_one_message()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);
        ClientPolicy policy = Policy with { Heartbeat = Policy.Heartbeat! with { Message = "long" } };
        await using LoneWorker worker = await StartAsync(server, new TlsSettings { Insecure = true }, policy: policy);

        await worker.CountsAsync(counts => counts.Heartbeats >= 5);

        // An answer that was cut would be a protocol error, or silence.
        Assert.DoesNotContain(await worker.FactsAsync(), fact => fact.Kind is FactKind.SocketGone or FactKind.DeclaredDead);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Polls_go_over_TLS_to_what_is_dialled_and_ask_for_the_target()
    {
        await using SecureServer server = await SecureServer.StartAsync(_certificates);
        ClientPolicy policy = Policy with { FetchOnOpen = true };
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [server.Endpoint], server.Endpoint, plan => plan with
        {
            SocketTls = true,
            SocketAuthority = "localhost:99",
            Tls = new TlsSettings { Ca = _certificates.Issuer, ServerName = "target.test" },
            HttpEndpoints = [$"https://{server.Endpoint}/"],
            HttpAuthority = "elsewhere.test:98",
        });

        await worker.FetchedAsync();

        Assert.Contains(await worker.FactsAsync(), fact => fact is { Kind: FactKind.VersionHeld, C: 3 });
        Assert.Contains("elsewhere.test:98 /topics/t0", server.Requests);
        Assert.DoesNotContain("elsewhere.test", server.NamesAsked);
    }

    /// <summary>A heartbeat every 100 ms, and the loss told if none is answered for 3 s.</summary>
    private static ClientPolicy Policy => LoneWorker.Policy with { Heartbeat = LoneWorker.Policy.Heartbeat! with { Interval = TimeSpan.FromMilliseconds(100), Misses = 30 } };

    private static Task<LoneWorker> StartAsync(SecureServer server, TlsSettings tls, Func<WorkerPlan, WorkerPlan>? change = null, ClientPolicy? policy = null) => LoneWorker.StartAsync(
        policy ?? Policy, [server.Endpoint], change: plan =>
        {
            plan = plan with { SocketTls = true, SocketAuthority = $"localhost:{server.Endpoint.Port}", Tls = tls };
            return change?.Invoke(plan) ?? plan;
        });

    private static async Task<(CloseCause Cause, int Detail)> FailureAsync(SecureServer server, TlsSettings tls)
    {
        await using LoneWorker worker = await StartAsync(server, tls);
        await worker.CountsAsync(counts => counts.FailedAttempts >= 1);
        return Failed(await worker.FactsAsync());
    }

    private static (CloseCause Cause, int Detail) Failed(Fact[] facts)
    {
        Fact failed = Assert.Single(facts, fact => fact is { Kind: FactKind.AttemptFailed, A: 1 });
        return ((CloseCause)failed.B, (int)failed.C);
    }
}
