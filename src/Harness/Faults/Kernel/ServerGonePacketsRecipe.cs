using Harness.Journal;

namespace Harness.Faults.Kernel;

/// <summary>
/// Half-open with the server gone, by packets (<see cref="PacketRules.ServerGone"/>). In force for all at one instant, so no client's first byte is waited for.
/// </summary>
internal sealed class ServerGonePacketsRecipe(PacketFilter filter) : IFaultRecipe
{
    public FaultBackend Backend => FaultBackend.Kernel;

    public Task BeginAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Onset, () => filter.ServerGoneAsync(scene.Index, [.. scene.Endpoints]), cancellation);

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        throw new InvalidOperationException("half-open is an event: it is not taken away");
}
