using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.WebSockets;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// A toxic that drops or changes whole WebSocket frames. What a frame is to suffer is settled at its first byte, which holds FIN and opcode:
/// nothing is held back, and frames may be cut anywhere. HTTP, what is no WebSocket, and the rest of a frame that was under way
/// when the toxic came pass untouched.
/// </summary>
internal abstract record FrameToxic : Toxic, IFollowingToxic
{
    internal sealed override void Pipe(ToxicStub stub)
    {
        while (stub.Take() is { } chunk)
        {
            int kept = Sift(stub, chunk.Memory.Span);
            if (kept > 0)
            {
                chunk.Truncate(kept);
                stub.Write(chunk);
            }
            else
            {
                stub.Drop(chunk);
            }
        }

        if (stub.InputEnded)
        {
            stub.Close();
        }
    }

    public abstract bool CanLeave(ToxicStub stub);

    /// <summary>Bytes of one frame, which it may change.</summary>
    /// <param name="stub">Its <see cref="ToxicStub.Position"/> is behind them.</param>
    /// <param name="piece">What they are of their frame.</param>
    /// <param name="bytes">The bytes themselves.</param>
    /// <returns>Whether they pass: the same for all bytes of a frame.</returns>
    protected abstract bool Passes(ToxicStub stub, FramePiece piece, Span<byte> bytes);

    /// <summary>The rule of every <c>share</c> attribute: what is wrong with it, or null.</summary>
    protected static string? CheckShare(double share) =>
        share is >= 0 and <= 1 ? null : FormattableString.Invariant($"share must be from 0 to 1, but is {share}");

    // Moves what passes together, and returns its length.
    private int Sift(ToxicStub stub, Span<byte> bytes)
    {
        int kept = 0;
        for (int at = 0; at < bytes.Length;)
        {
            FramePiece piece = stub.Follow(bytes[at..]);
            Span<byte> part = bytes.Slice(at, piece.Length);
            at += piece.Length;
            if (!piece.IsFrame || Passes(stub, piece, part))
            {
                part.CopyTo(bytes[kept..]);
                kept += piece.Length;
            }
        }

        return kept;
    }
}
