using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>stall</c>: a partition that heals. The proxy stops reading in its direction, so the sender's buffers fill as in a real cut;
/// when it is removed, everything is delivered in order.
/// </summary>
internal sealed record StallToxic : Toxic, IStallingToxic
{
    // What was read before stays in the stub; taking the toxic out hands it on.
    internal override void Pipe(ToxicStub stub)
    {
    }
}
