using Harness.Journal;

namespace Harness.Faults;

/// <summary>One node crashes and comes back. The HTTP side moves on first and stays away: balancers forget a node that has been seen to fail.</summary>
internal sealed class NodeCrashRecipe(int node) : IFaultRecipe
{
    public FaultBackend Backend => FaultBackend.Target;

    public Task BeginAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(
            FaultEdge.Onset,
            async () =>
            {
                await scene.Proxies.LeaveNodeAsync(node, cancellation).ConfigureAwait(false);
                await scene.Target.CrashAsync((scene.Fault.For ?? TimeSpan.Zero) + TargetRecipe.Grace, node, cancellation).ConfigureAwait(false);
            },
            cancellation);

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Removal, () => scene.Target.RestoreAsync(node, cancellation), cancellation);
}
