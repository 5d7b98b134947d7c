using Harness.Clients;
using Harness.Load;
using Harness.Runs;
using Harness.Runs.Roles;
using Harness.Tests.Clients.Sockets;
using Harness.Timing;

namespace Harness.Tests.Runs.Roles;

public sealed class InProcessRolesTests
{
    /// <summary>A test that never ends says nothing of its cause; and the thread of a worker can be held by code that nobody can end.</summary>
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_worker_that_does_not_end_is_told_of_and_left()
    {
        var held = new ManualResetEventSlim();
        using var reached = new ManualResetEventSlim();
        string folder = Directory.CreateTempSubdirectory("harness-roles-").FullName;
        var roles = new InProcessRoles(new HastyTime(), (_, _, _) =>
        {
            reached.Set();
            held.Wait(CancellationToken.None);
            throw new InvalidOperationException("nobody lets it go on");
        });
        IWorkerLink worker = await roles.StartWorkerAsync(0, Deadline.Token);
        worker.Send(new PrepareCommand(Plan(Path.Combine(folder, "worker.journal"))));
        Assert.IsType<ReadyReport>(await worker.Reports.ReadAsync(Deadline.Token));
        worker.Send(new StartCommand(MonotonicClock.Now));
        reached.Wait(Deadline.Token);

        EnvironmentException told = await Assert.ThrowsAsync<EnvironmentException>(() => roles.DisposeAsync().AsTask());

        Assert.StartsWith("A worker did not end within 30 s", told.Message, StringComparison.Ordinal);
    }

    private static WorkerPlan Plan(string journal) => new()
    {
        Policy = LoneWorker.Policy,
        Clients = [0],
        Starts = [0],
        Topics = 1,
        TopicsPerClient = 0,
        Seed = 1,
        SocketEndpoints = [["127.0.0.1:9"]],
        SocketPath = "/socket",
        SocketAuthority = "target.example:99",
        HttpEndpoints = [],
        HttpAuthority = "target.example:98",
        ConnectionsPerCohort = 1,
        JournalPath = journal,
        Name = "worker",
    };

    /// <summary>Waits take a hundredth of their time.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
    }
}
