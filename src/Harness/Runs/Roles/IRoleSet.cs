using System.Collections.Immutable;
using System.Threading.Channels;
using Harness.Judging;
using Harness.Load;
using Harness.Scenarios;

namespace Harness.Runs.Roles;

/// <summary>The roles of one scenario's run, as processes or inside this one. Disposal ends them all.</summary>
public interface IRoleSet : IAsyncDisposable
{
    /// <summary><c>processes</c> or <c>in-process</c>.</summary>
    string Kind { get; }

    /// <summary>Starts a node of the embedded target.</summary>
    /// <returns>Its socket URL and the base of its HTTP side.</returns>
    Task<(Uri Socket, Uri Http)> StartTargetAsync(int node, TargetSettings settings, int topics, CancellationToken cancellation);

    /// <summary>Starts an embedded fault proxy.</summary>
    /// <param name="number">Of the proxies of this run, from 0.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="sourceAddresses">How many source addresses it spreads its connections to the target over; 0: the system chooses.</param>
    /// <returns>Its API.</returns>
    Task<Uri> StartProxyAsync(int number, ulong seed, int sourceAddresses, CancellationToken cancellation);

    /// <summary>Starts a worker that waits for commands.</summary>
    Task<IWorkerLink> StartWorkerAsync(int number, CancellationToken cancellation);

    /// <summary>Completes with an exception that names the role and its last lines when one ends before it should.</summary>
    Task Failure { get; }

    /// <summary>Reads what each role has used so far; roles that have ended keep their last reading.</summary>
    ImmutableArray<RoleResult> Usage();

    /// <summary>The journal files that roles write beside those of the workers.</summary>
    ImmutableArray<string> Journals { get; }
}

/// <summary>Commands down, reports up.</summary>
public interface IWorkerLink
{
    /// <summary>The worker's name in journal and report.</summary>
    string Name { get; }

    void Send(WorkerCommand command);

    /// <summary>Completes when the worker has ended.</summary>
    ChannelReader<WorkerReport> Reports { get; }
}
