using Harness.Faults.Toxiproxy;
using Harness.Journal;

namespace Harness.Faults;

/// <summary>
/// Half-open with the server gone, on the proxies of <c>harness proxy</c> and the embedded ones: <c>half_open</c> comes and goes at once, so that it hits the
/// connections that are open and no other.
/// <code>
///   client ───────────► proxy      FIN ───► server         open, silent, takes writes │ gone at onset, for all at once
/// </code>
/// What each client sends next is recorded all the same: its own onset is its first byte, on whatever proxy, so that a run means the same on either.
/// </summary>
internal sealed class ServerGoneRecipe : IFaultRecipe
{
    private static readonly FaultToxic _gone = FaultToxic.Of("half_open", ToxicStream.Upstream, ("open_only", true));

    public FaultBackend Backend => FaultBackend.Toxiproxy;

    public async Task BeginAsync(FaultScene scene, CancellationToken cancellation)
    {
        long gone = await scene.EdgeAsync(FaultEdge.Onset, async proxy =>
        {
            await proxy.AddAsync(_gone.Named(scene.Index), cancellation).ConfigureAwait(false);
            await proxy.RemoveAsync(_gone.NameIn(scene.Index), cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await scene.Clients.ArmAsync(scene.Index, scene.Cohorts, gone, cancellation).ConfigureAwait(false);
    }

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        throw new InvalidOperationException("half-open is an event: it is not taken away");
}
