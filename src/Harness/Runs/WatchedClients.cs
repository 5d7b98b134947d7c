using System.Collections.Immutable;
using System.Threading.Channels;
using Harness.Faults;

namespace Harness.Runs;

/// <summary>Tells of the clients that left, so that presence can be watched from that instant.</summary>
internal sealed class WatchedClients(IFaultClients clients, ChannelWriter<ImmutableArray<int>> left) : IFaultClients
{
    public Task ArmAsync(int fault, ImmutableArray<int> cohorts, long since, CancellationToken cancellation) =>
        clients.ArmAsync(fault, cohorts, since, cancellation);

    public async Task<ImmutableArray<int>> LeaveAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation)
    {
        ImmutableArray<int> gone = await clients.LeaveAsync(fault, cohorts, cancellation).ConfigureAwait(false);
        left.TryWrite(gone);
        return gone;
    }

    public Task SuspendAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation) => clients.SuspendAsync(fault, cohorts, cancellation);

    public Task WakeAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation) => clients.WakeAsync(fault, cohorts, cancellation);
}
