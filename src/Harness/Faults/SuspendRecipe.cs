using Harness.Journal;

namespace Harness.Faults;

/// <summary>The clients' own timers stop, and run again.</summary>
internal sealed class SuspendRecipe : IFaultRecipe
{
    public FaultBackend Backend => FaultBackend.Clients;

    public Task BeginAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Onset, () => scene.Clients.SuspendAsync(scene.Index, scene.Cohorts, cancellation), cancellation);

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Removal, () => scene.Clients.WakeAsync(scene.Index, scene.Cohorts, cancellation), cancellation);
}
