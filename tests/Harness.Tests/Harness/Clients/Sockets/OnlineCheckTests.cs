using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Clients;
using Harness.Journal;
using Harness.Target;

namespace Harness.Tests.Clients.Sockets;

/// <summary>The check for a network, over real HTTP.</summary>
public sealed class OnlineCheckTests
{
    private static ClientPolicy Policy => LoneWorker.Policy with
    {
        Reconnect = LoneWorker.Policy.Reconnect with { OnlineCheck = new OnlineCheckPolicy { Every = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromSeconds(20) } },
    };

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_server_that_answers_lets_the_client_reconnect()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions(), Deadline.Token);
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(Policy, [server.Endpoint], new IPEndPoint(IPAddress.Loopback, target.HttpUri.Port));
        (await server.OpenedAsync()).Reset();
        await server.OpenedAsync();
        await worker.CountsAsync(counts => counts.Reconnects == 1);

        Fact[] facts = await worker.FactsAsync();
        Fact check = Assert.Single(facts, fact => fact.Kind == FactKind.OnlineChecked);
        Assert.Equal((1, 1), (check.A, check.B));
        Assert.InRange(check.C, facts.Single(fact => fact is { Kind: FactKind.SocketGone, A: 1 }).At, check.At);
        Assert.InRange(facts.Single(fact => fact is { Kind: FactKind.AttemptStarted, A: 2 }).At, check.At, long.MaxValue);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_status_is_an_answer_too()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var server = new ScriptedServer();
        // The worker's own first request, then the check, on whichever connection.
        Task<string> asked = AnswerAsync(listener, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        await using LoneWorker worker = await LoneWorker.StartAsync(Policy, [server.Endpoint], (IPEndPoint)listener.LocalEndpoint);
        await asked;
        asked = AnswerAsync(listener, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        (await server.OpenedAsync()).Reset();
        await server.OpenedAsync();

        Assert.StartsWith("GET /config HTTP/1.1", await asked, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task While_nobody_answers_the_client_asks_again_and_makes_no_attempt()
    {
        await using var server = new ScriptedServer();
        TargetServer target = await TargetServer.StartAsync(new TargetOptions(), Deadline.Token);
        await using LoneWorker worker = await LoneWorker.StartAsync(Policy, [server.Endpoint], new IPEndPoint(IPAddress.Loopback, target.HttpUri.Port));
        ScriptedConnection connection = await server.OpenedAsync();
        await target.DisposeAsync();
        connection.Reset();
        await worker.RecordedAsync(facts => facts.Count(fact => fact.Kind == FactKind.OnlineChecked) >= 3);

        Fact[] facts = await worker.FactsAsync();
        Assert.All(facts.Where(fact => fact.Kind == FactKind.OnlineChecked), check => Assert.Equal(0, check.A));
        Assert.Single(facts, fact => fact.Kind == FactKind.AttemptStarted);
    }

    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using Socket socket = await listener.AcceptSocketAsync(Deadline.Token);
        byte[] request = new byte[4096];
        int length = await socket.ReceiveAsync(request, Deadline.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), Deadline.Token);
        return Encoding.ASCII.GetString(request, 0, length);
    }
}
