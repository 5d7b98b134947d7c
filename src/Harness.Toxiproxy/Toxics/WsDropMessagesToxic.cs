using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.WebSockets;
using Harness.WebSockets;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>ws_drop_messages</c>: drops a share of the text and binary messages, drawn for each. A fragmented one (RFC 6455 §5.4) is dropped with all its
/// fragments; the control frames between them pass.
/// </summary>
internal sealed record WsDropMessagesToxic : FrameToxic, IStatefulToxic
{
    /// <summary>How likely a message is dropped, 0 to 1. Default: 1.</summary>
    public double Share { get; init; } = 1;

    internal override string? Check() => CheckShare(Share);

    public object NewState() => new Message();

    public override bool CanLeave(ToxicStub stub) => !((Message)stub.State!).Dropped || stub.Position.IsOpaque;

    protected override bool Passes(ToxicStub stub, FramePiece piece, Span<byte> bytes)
    {
        var message = (Message)stub.State!;
        Opcode opcode = stub.Position.Opcode;
        if (opcode.IsControl())
        {
            return true;
        }

        if (piece.Starts && opcode != Opcode.Continuation)
        {
            message.Dropped = !stub.Idle && stub.NextFraction() < Share;
        }

        bool passes = !message.Dropped;
        message.Dropped &= !(piece.Ends && stub.Position.IsFinal);
        return passes;
    }

    /// <summary>The message that is under way.</summary>
    private sealed class Message
    {
        internal bool Dropped;
    }
}
