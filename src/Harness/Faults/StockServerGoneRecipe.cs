using Harness.Faults.Toxiproxy;
using Harness.Journal;

namespace Harness.Faults;

/// <summary>
/// Half-open with the server gone, on stock toxics:
/// <code>
///   client ───────────► proxy ───────────► server
///            upstream: limit_data 0        at the client's next byte the server's end gets FIN
///          ◄─────────── proxy ◄─────────── server's FIN
///            downstream: slow_close        held back until after the run: the client's end stays open and silent
/// </code>
/// Once every open link has sent a byte, <c>limit_data</c> goes away and new connections work; <c>slow_close</c> stays. Until then who connects is cut too,
/// and who hears pushes and keeps its heartbeats back for them is not: what has <c>half_open</c> makes it by <see cref="ServerGoneRecipe"/>.
/// </summary>
internal sealed class StockServerGoneRecipe : IFaultRecipe
{
    // Longer than any run, and the stock server still reads it as milliseconds of an int.
    private static readonly FaultToxic _hold = FaultToxic.Of("slow_close", ToxicStream.Downstream, ("delay", 24 * 3600 * 1000));
    private static readonly FaultToxic _cut = FaultToxic.Of("limit_data", ToxicStream.Upstream, ("bytes", 0));

    public FaultBackend Backend => FaultBackend.Toxiproxy;

    public async Task BeginAsync(FaultScene scene, CancellationToken cancellation)
    {
        await scene.OnEachAsync(proxy => proxy.AddAsync(_hold.Named(scene.Index), cancellation)).ConfigureAwait(false);
        // Armed from the acknowledgement on: a byte sent earlier may still have passed, and its sender would be counted as cut and never be.
        long armed = await scene.EdgeAsync(FaultEdge.Onset, proxy => proxy.AddAsync(_cut.Named(scene.Index), cancellation)).ConfigureAwait(false);
        await scene.Clients.ArmAsync(scene.Index, scene.Cohorts, armed, cancellation).ConfigureAwait(false);
        await scene.OnEachAsync(proxy => proxy.RemoveAsync(_cut.NameIn(scene.Index), cancellation)).ConfigureAwait(false);
    }

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) =>
        throw new InvalidOperationException("half-open is an event: it is not taken away");
}
