using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>reset_now</c>: RST to both sides at once, also where nothing is sent; new connections get it as soon as they are connected. The stock
/// <c>reset_peer</c> waits for data, and resets only connections that came under it.
/// </summary>
internal sealed record ResetNowToxic : Toxic, IConnectionToxic
{
    /// <summary>Whether connections that were accepted under it are spared, so that whoever comes back at once is not reset again.</summary>
    public bool OpenOnly { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        if (OpenOnly && stub.Fresh)
        {
            Noop.Instance.Pipe(stub);
        }
        else
        {
            stub.Connection.Reset();
        }
    }
}
