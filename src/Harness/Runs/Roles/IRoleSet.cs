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

    /// <summary>Starts the embedded target.</summary>
    /// <returns>Its socket URL and the base of its HTTP side.</returns>
    Task<(Uri Socket, Uri Http)> StartTargetAsync(TargetSettings settings, int topics, CancellationToken cancellation);

    /// <summary>Starts an embedded fault proxy.</summary>
    /// <returns>Its API.</returns>
    Task<Uri> StartProxyAsync(int number, ulong seed, CancellationToken cancellation);

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
