using System.Net;
using Harness.Clients;
using Harness.Journal;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Load;

/// <summary>Clients that come and go: everybody who came goes, whatever the network does to the close.</summary>
public sealed class DeparturesTests
{
    private const long Never = long.MaxValue;
    private const int HalfOpen = 3;

    /// <summary>Under a silent drop the close frame gets no answer, and every departure left a socket behind.</summary>
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_peer_that_does_not_answer_the_close_is_let_go_of()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await StartAsync(server, ends: [300_000]);

        ScriptedConnection connection = await server.OpenedAsync();

        Assert.Equal("Close 1000", await connection.HearBesidesTextAsync());
        Assert.Equal("RST", await connection.HearBesidesTextAsync());
        Fact gone = Assert.Single(await worker.FactsAsync(), fact => fact.Kind == FactKind.SocketGone);
        Assert.Equal((int)CloseCause.Own, gone.B);
    }

    /// <summary>A client that vanished sends nothing any more, also no FIN from the finalizer of a socket that nobody holds.</summary>
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task One_that_left_without_a_word_is_held_past_its_end()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await StartAsync(server, ends: [1_000_000]);
        ScriptedConnection connection = await server.OpenedAsync();
        await worker.RecordedAsync(facts => facts.Any(fact => fact.Kind == FactKind.Opened));

        int[] left = await worker.LeaveAsync(HalfOpen, cohort: 0);
        Assert.Equal([0], left);
        Task<string> heard = connection.HearBesidesTextAsync();
        for (int i = 0; i < 35 && !heard.IsCompleted; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Deadline.Token));
        }

        Assert.False(heard.IsCompleted, "the server heard of a client that had vanished");
        await worker.FactsAsync();
        Assert.Equal("RST", await heard);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Who_is_gone_already_cannot_leave_without_a_word()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await StartAsync(server, ends: [300_000]);
        ScriptedConnection connection = await server.OpenedAsync();
        Assert.Equal("Close 1000", await connection.HearBesidesTextAsync());

        Assert.Empty(await worker.LeaveAsync(HalfOpen, cohort: 0));

        Assert.DoesNotContain(await worker.FactsAsync(), fact => fact.Kind == FactKind.Left);
    }

    /// <summary>Between two looks of the thread that starts clients, some came and were to go: they stayed to the end.</summary>
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Short_sessions_end_however_close_their_end_is_to_their_start()
    {
        const int Clients = 1_000;
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [.. Enumerable.Repeat(server.Endpoint, Clients)],
            change: plan => plan with { Starts = [.. Enumerable.Range(0, Clients).Select(i => i * 200L)], Ends = [.. Enumerable.Range(0, Clients).Select(i => (i * 200L) + 5)] });

        await worker.RecordedAsync(facts => facts.Count(fact => fact.Kind == FactKind.AttemptStarted) == Clients);
        await worker.RecordedAsync(facts => facts.Count(fact => fact.Kind == FactKind.ClosedByUser) == Clients);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Who_could_not_be_started_before_its_end_is_not_started()
    {
        await using var server = new ScriptedServer();
        await using LoneWorker worker = await LoneWorker.StartAsync(
            LoneWorker.Policy, [server.Endpoint, server.Endpoint], change: plan => plan with { Starts = [-2_000_000, 300_000], Ends = [-1_000_000, Never] });

        await server.OpenedAsync();

        Fact[] facts = await worker.FactsAsync();
        Assert.Equal([1], facts.Where(fact => fact.Kind == FactKind.AttemptStarted).Select(fact => fact.Subject));
    }

    private static Task<LoneWorker> StartAsync(ScriptedServer server, long[] ends) =>
        LoneWorker.StartAsync(LoneWorker.Policy, [.. Enumerable.Repeat<IPEndPoint>(server.Endpoint, ends.Length)], change: plan => plan with { Ends = ends });
}
