namespace Harness.Toxiproxy.WebSockets;

/// <summary>Bytes that <see cref="FramePosition.Take"/> has read: all of one frame, or none of any.</summary>
/// <param name="Length">How many.</param>
/// <param name="IsFrame">False for HTTP and for what is no WebSocket: it passes untouched.</param>
/// <param name="Starts">The first byte is the first of its frame.</param>
/// <param name="Ends">The last byte is the last of its frame.</param>
/// <param name="PayloadAt">Where the frame's header is over; <paramref name="Length"/> if there is no payload among them.</param>
internal readonly record struct FramePiece(int Length, bool IsFrame, bool Starts, bool Ends, int PayloadAt)
{
    internal static FramePiece Other(int length) => new(length, IsFrame: false, Starts: false, Ends: false, length);
}
