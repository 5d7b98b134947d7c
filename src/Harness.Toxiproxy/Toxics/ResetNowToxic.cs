using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>reset_now</c>: RST to both sides at once, also where nothing is sent; new connections get it as soon as they are connected. The stock
/// <c>reset_peer</c> waits for data, and resets only connections that came under it.
/// </summary>
internal sealed record ResetNowToxic : Toxic, IConnectionToxic
{
    internal override void Pipe(ToxicStub stub) => stub.Connection.Reset();
}
