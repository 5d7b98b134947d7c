using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.WebSockets;
using Harness.WebSockets;

namespace Harness.Toxiproxy.Toxics;

/// <summary><c>ws_drop_control</c>: drops pings, pongs or both (RFC 6455 §5.5.2, §5.5.3) and passes everything else, close frames too.</summary>
internal sealed record WsDropControlToxic : FrameToxic, IStatefulToxic
{
    /// <summary>Which ones. Default: both.</summary>
    public ControlFrames Frames { get; init; } = ControlFrames.Both;

    public object NewState() => new Frame();

    public override bool CanLeave(ToxicStub stub) => !((Frame)stub.State!).Dropped || stub.Position.IsOpaque;

    protected override bool Passes(ToxicStub stub, FramePiece piece, Span<byte> bytes)
    {
        var frame = (Frame)stub.State!;
        if (piece.Starts)
        {
            frame.Dropped = !stub.Idle && IsMeant(stub.Position.Opcode);
        }

        bool passes = !frame.Dropped;
        frame.Dropped &= !piece.Ends;
        return passes;
    }

    private bool IsMeant(Opcode opcode) =>
        (opcode == Opcode.Ping && Frames != ControlFrames.Pong) || (opcode == Opcode.Pong && Frames != ControlFrames.Ping);

    /// <summary>The frame that is under way.</summary>
    private sealed class Frame
    {
        internal bool Dropped;
    }
}

/// <summary>What <see cref="WsDropControlToxic"/> drops.</summary>
internal enum ControlFrames
{
    Both,
    Ping,
    Pong,
}
