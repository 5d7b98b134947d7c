using Harness.Journal;
using Harness.Timing;

namespace Harness.Faults;

/// <summary>Half-open with the client gone: the clients themselves fall silent and keep their sockets, so the server hears neither FIN nor RST.</summary>
internal sealed class ClientGoneRecipe : IFaultRecipe
{
    public FaultBackend Backend => FaultBackend.Clients;

    public async Task BeginAsync(FaultScene scene, CancellationToken cancellation)
    {
        long requested = MonotonicClock.Now;
        await scene.Clients.LeaveAsync(scene.Index, scene.Cohorts, cancellation).ConfigureAwait(false);
        scene.NoteEdge(requested, MonotonicClock.Now, FaultEdge.Onset);
    }

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        throw new InvalidOperationException("half-open is an event: it is not taken away");
}
