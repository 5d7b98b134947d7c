using System.Collections.Immutable;
using System.Net;
using Harness.Faults.Toxiproxy;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Faults;

/// <summary>What a fault needs of the clients. The run implements it over its workers.</summary>
public interface IFaultClients
{
    /// <summary>Records every open client's first byte from <paramref name="since"/> (µs) on, and completes once none is waited for any more.</summary>
    Task ArmAsync(int fault, ImmutableArray<int> cohorts, long since, CancellationToken cancellation);

    /// <summary>Makes the clients of these cohorts leave without a word, and gives their numbers.</summary>
    Task<ImmutableArray<int>> LeaveAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation);

    /// <summary>Stops the timers of the clients of these cohorts; completes once they stand still.</summary>
    Task SuspendAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation);

    /// <summary>Lets the timers of those that were suspended run again, what was due meanwhile at once.</summary>
    Task WakeAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation);
}

/// <summary>One fault of a run with everything it is made with: which proxies, which clients, where the facts go.</summary>
public sealed class FaultScene
{
    private readonly Action<Fact> _record;

    public FaultScene(Fault fault, int index, ImmutableArray<int> cohorts, CohortProxies proxies, IFaultClients clients, Action<Fact> record)
    {
        Fault = fault;
        Index = index;
        Cohorts = cohorts;
        Proxies = proxies;
        Clients = clients;
        _record = record;
    }

    public Fault Fault { get; }

    /// <summary>Its index in the scenario.</summary>
    public int Index { get; }

    /// <summary>The cohorts that it hits.</summary>
    public ImmutableArray<int> Cohorts { get; }

    public IFaultClients Clients { get; }

    /// <summary>The numbers of the clients that it hits, those that have not connected yet included.</summary>
    public ImmutableArray<int> HitClients { get; init; } = [];

    /// <summary>The target's control API. Null where it has none: a run refuses the kinds that need it before it starts.</summary>
    public IFaultTarget? Orders { get; init; }

    /// <exception cref="InvalidOperationException">There is no <see cref="Orders"/>.</exception>
    internal IFaultTarget Target => Orders ?? throw new InvalidOperationException($"{Fault.Kind} is ordered from the target, which takes no orders");

    /// <summary>The proxies of the run.</summary>
    public CohortProxies Proxies { get; }

    /// <summary>Where clients dial the proxies that the fault hits.</summary>
    public IEnumerable<IPEndPoint> Endpoints => Cohorts.SelectMany(cohort => Proxies.Of(cohort, Fault.Path)).Select(proxy => proxy.Endpoint);

    /// <summary>Does something to every proxy that the fault hits, all at once, and records nothing.</summary>
    public Task OnEachAsync(Func<CohortProxy, Task> change) =>
        Task.WhenAll(Cohorts.SelectMany(cohort => Proxies.Of(cohort, Fault.Path)).Select(change));

    /// <summary>
    /// Does something to every proxy that the fault hits, all at once, and records it as an edge: per cohort, from before the first
    /// request to after the last acknowledgement.
    /// </summary>
    /// <returns>When the last request was acknowledged, µs: from here on the change is in force everywhere.</returns>
    public async Task<long> EdgeAsync(FaultEdge edge, Func<CohortProxy, Task> change)
    {
        await Task.WhenAll(Cohorts.Select(async cohort =>
        {
            long requested = MonotonicClock.Now;
            await Task.WhenAll(Proxies.Of(cohort, Fault.Path).Select(change)).ConfigureAwait(false);
            _record(Facts.Edge(requested, MonotonicClock.Now, cohort, Index, edge));
        })).ConfigureAwait(false);
        return MonotonicClock.Now;
    }

    /// <summary>Does something once that hits every cohort, and records it as an edge: from before the request to after its acknowledgement.</summary>
    public async Task EdgeAsync(FaultEdge edge, Func<Task> change, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long requested = MonotonicClock.Now;
        await change().ConfigureAwait(false);
        NoteEdge(requested, MonotonicClock.Now, edge);
    }

    /// <summary>Records an edge that no proxy has a part in, on every cohort.</summary>
    public void NoteEdge(long requested, long acknowledged, FaultEdge edge)
    {
        foreach (int cohort in Cohorts)
        {
            _record(Facts.Edge(requested, acknowledged, cohort, Index, edge));
        }
    }
}
