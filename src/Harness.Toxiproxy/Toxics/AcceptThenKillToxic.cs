using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>accept_then_kill</c>: a connection accepted under it dies <c>after</c> ms from the first bytes that the server sends, which pass: of a
/// WebSocket, the handshake succeeds. One that was open before lives on.
/// </summary>
internal sealed record AcceptThenKillToxic : Toxic, IConnectionToxic
{
    public TimeSpan After { get; init; }

    public Ending End { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        bool answered = stub.Head is not null;
        Noop.Instance.Pipe(stub);
        if (!stub.Fresh || stub.Closed)
        {
            return;
        }

        if (answered && stub.Due is null)
        {
            stub.WakeAfter(After);
        }

        if (stub.IsDue)
        {
            stub.Connection.Cut(End);
        }
    }

    internal override string? Check() => After < TimeSpan.Zero ? "after must be at least 0" : null;
}
