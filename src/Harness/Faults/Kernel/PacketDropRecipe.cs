using Harness.Journal;

namespace Harness.Faults.Kernel;

/// <summary>A fault that is there while packets vanish: of all cohorts in one transaction, at onset and at removal.</summary>
internal sealed class PacketDropRecipe(PacketFilter filter, LostPackets lost) : IFaultRecipe
{
    public FaultBackend Backend => FaultBackend.Kernel;

    /// <summary>What vanishes.</summary>
    public LostPackets Lost => lost;

    public Task BeginAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Onset, () => filter.DropAsync(scene.Index, Lost, [.. scene.Endpoints]), cancellation);

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Removal, () => filter.LiftAsync(scene.Index), cancellation);
}
