using Harness.Faults.Kinds;
using Harness.Journal;

namespace Harness.Faults;

/// <summary>RST to every open connection: the toxic comes and goes at once, so that the connections that follow are left alone.</summary>
internal sealed class ResetRecipe : IFaultRecipe
{
    public FaultBackend Backend => FaultBackend.Toxiproxy;

    public Task BeginAsync(FaultScene scene, CancellationToken cancellation) =>
        scene.EdgeAsync(FaultEdge.Onset, async proxy =>
        {
            await proxy.AddAsync(ResetFault.Toxic.Named(scene.Index), cancellation).ConfigureAwait(false);
            await proxy.RemoveAsync(ResetFault.Toxic.NameIn(scene.Index), cancellation).ConfigureAwait(false);
        });

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        throw new InvalidOperationException("a reset is an event: it is not taken away");
}
