using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>reset_peer</c>: <c>timeout</c> ms after the next chunk the connection closes; that chunk and what follows it are lost.
/// With RST where the connection was accepted under this toxic, with FIN where it was open before (as on the stock server).
/// </summary>
internal sealed record ResetPeerToxic : Toxic, IStockToxic, IResettingToxic, IInterruptedToxic
{
    public TimeSpan Timeout { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        if (stub.Head is null && !stub.InputEnded)
        {
            return;
        }

        if (stub.Due is null)
        {
            stub.WakeAfter(Timeout);
        }

        if (stub.IsDue)
        {
            stub.Close();
        }
    }

    /// <summary>A reset that is on its way cannot be called off. The stock server makes the request wait for it, this one brings it forward.</summary>
    public void Interrupt(ToxicStub stub)
    {
        if (stub.Due is not null)
        {
            stub.Close();
        }
    }
}
