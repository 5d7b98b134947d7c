using System.Collections.Immutable;
using System.Threading.Channels;
using Harness.Faults.Toxiproxy;
using Harness.Judging;
using Harness.Load;
using Harness.Runs.Roles;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Tests.Corpus;

/// <summary>Roles in this process, with the machines of the corpus as clients and a scene's own events beside the run.</summary>
internal sealed class StagedRoles(Scene scene, MachineFactory? machine) : IRoleSet
{
    private readonly InProcessRoles _inner = new(TimeProvider.System, machine);
    private readonly CancellationTokenSource _end = new();
    private Uri? _target;
    private ToxiproxyClient? _proxy;
    private Task _events = Task.CompletedTask;

    public string Kind => _inner.Kind;

    public Task Failure => _inner.Failure;

    public ImmutableArray<string> Journals => _inner.Journals;

    /// <summary>The port that the target listens on.</summary>
    public int TargetPort => _target!.Port;

    /// <summary>Completes when the scene's events are over; with what went wrong, if something did.</summary>
    public Task Events => _events;

    public async Task<(Uri Socket, Uri Http)> StartTargetAsync(int node, TargetSettings settings, int topics, CancellationToken cancellation)
    {
        (Uri socket, Uri http) = await _inner.StartTargetAsync(node, settings, topics, cancellation);
        _target = http;
        return (socket, http);
    }

    public async Task<Uri> StartProxyAsync(int number, ulong seed, int sourceAddresses, CancellationToken cancellation)
    {
        Uri api = await _inner.StartProxyAsync(number, seed, sourceAddresses, cancellation);
        _proxy = new ToxiproxyClient(api);
        return api;
    }

    public async Task<IWorkerLink> StartWorkerAsync(int number, CancellationToken cancellation) =>
        new Link(await _inner.StartWorkerAsync(number, cancellation), Begin);

    public ImmutableArray<RoleResult> Usage() => _inner.Usage();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _events.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _proxy?.Dispose();
        await _inner.DisposeAsync();
        _end.Dispose();
    }

    private void Begin(long at) => _events = PlayAsync(at);

    private async Task PlayAsync(long begin)
    {
        var around = new Surroundings(_target!, _proxy!);
        foreach (Func<Surroundings, CancellationToken, Task> act in scene.Before)
        {
            await act(around, _end.Token);
        }

        foreach ((TimeSpan at, Func<Surroundings, CancellationToken, Task> act) in scene.Then)
        {
            long wait = begin + at.Microseconds() - MonotonicClock.Now;
            await Task.Delay(TimeSpan.FromMicroseconds(Math.Max(0, wait)), TimeProvider.System, _end.Token);
            await act(around, _end.Token);
        }
    }

    /// <summary>The load begins 0.4 s after the command: what is done before it is done in that time.</summary>
    private sealed class Link(IWorkerLink inner, Action<long> begins) : IWorkerLink
    {
        public string Name => inner.Name;

        public ChannelReader<WorkerReport> Reports => inner.Reports;

        public void Send(WorkerCommand command)
        {
            if (command is StartCommand start)
            {
                begins(start.At);
            }

            inner.Send(command);
        }
    }
}
