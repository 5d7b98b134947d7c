using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Harness.Judging;
using Harness.Load;
using Harness.Scenarios;
using Harness.Target;
using Harness.Toxiproxy;

namespace Harness.Runs.Roles;

/// <summary>Target, fault proxy and workers inside this process: for scenarios in code and for tests. Their CPU and memory cannot be told apart.</summary>
/// <param name="time">The clock for waits.</param>
/// <param name="machine">What plays the clients; null: what their policy asks for. With it, scenarios in code bring clients of their own.</param>
public sealed class InProcessRoles(TimeProvider time, MachineFactory? machine = null) : IRoleSet
{
    /// <summary>For a worker to end. Its own waits add up to half of it; what lasts longer is code of a scenario that does not return.</summary>
    private static readonly TimeSpan _workerPatience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentStack<IAsyncDisposable> _servers = [];
    private readonly List<Task> _workers = [];
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;

    public string Kind => "in-process";

    public Task Failure => _failure.Task;

    public ImmutableArray<string> Journals => [];

    public async Task<(Uri Socket, Uri Http)> StartTargetAsync(int node, TargetSettings settings, int topics, CancellationToken cancellation)
    {
        TargetServer target = await TargetServer.StartAsync(
            new TargetOptions { Topics = topics, PresenceThreshold = settings.PresenceThreshold, PresenceSweep = settings.PresenceSweep }, cancellation).ConfigureAwait(false);
        _servers.Push(target);
        return (target.SocketUri, target.HttpUri);
    }

    public async Task<Uri> StartProxyAsync(int number, ulong seed, int sourceAddresses, CancellationToken cancellation)
    {
        ToxiproxyServer proxy = await ToxiproxyServer.StartAsync(
            new ToxiproxyOptions { Seed = (int)seed + number, SourceAddresses = sourceAddresses }, cancellation).ConfigureAwait(false);
        _servers.Push(proxy);
        return proxy.ApiUri;
    }

    public Task<IWorkerLink> StartWorkerAsync(int number, CancellationToken cancellation)
    {
        var commands = Channel.CreateUnbounded<WorkerCommand>();
        var reports = Channel.CreateUnbounded<WorkerReport>();
        _workers.Add(RunWorkerAsync(commands.Reader, reports.Writer));
        return Task.FromResult<IWorkerLink>(new Link($"worker-{number}", commands.Writer, reports.Reader));
    }

    public ImmutableArray<RoleResult> Usage()
    {
        using Process self = Process.GetCurrentProcess();
        return [new RoleResult("in-process (all roles)", (self.TotalProcessorTime - _cpuBefore).TotalSeconds, self.PeakWorkingSet64)];
    }

    /// <summary>Ends workers and servers.</summary>
    /// <exception cref="EnvironmentException">A worker does not end. It is left, and what it had not written is missing.</exception>
    public async ValueTask DisposeAsync()
    {
        bool ended = await EndAsync(Task.WhenAll([_stop.CancelAsync(), .. _workers])).ConfigureAwait(false);
        foreach (IAsyncDisposable server in _servers)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        if (!ended)
        {
            throw new EnvironmentException($"A worker did not end within {_workerPatience.TotalSeconds:0} s: code of the scenario does not return. What it had not written is missing.");
        }
    }

    private async Task<bool> EndAsync(Task workers)
    {
        try
        {
            await workers.WaitAsync(_workerPatience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task RunWorkerAsync(ChannelReader<WorkerCommand> commands, ChannelWriter<WorkerReport> reports)
    {
        try
        {
            await Worker.RunAsync(commands, reports, time, machine ?? ClientMachines.Create, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The set is being disposed of: the worker has put its journal on disk.
        }
        catch (Exception e)
        {
            _failure.TrySetException(new EnvironmentException($"a worker ended: {e.Message}", e));
        }
    }

    private sealed record Link(string Name, ChannelWriter<WorkerCommand> Commands, ChannelReader<WorkerReport> Reports) : IWorkerLink
    {
        public void Send(WorkerCommand command) => Commands.TryWrite(command);
    }
}
