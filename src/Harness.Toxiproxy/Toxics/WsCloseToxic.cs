using System.Diagnostics;
using System.Text;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;
using Harness.WebSockets;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>ws_close</c>: ends a WebSocket as the peer would that this direction comes from, <c>after</c> ms after the upgrade, or after the toxic came.
/// It sends a close frame between two frames; what follows it in this direction is lost (RFC 6455 §5.5.1). Once the answer has passed in
/// the other direction, or after <c>timeout</c> ms without it, both TCP connections end.
/// </summary>
internal sealed record WsCloseToxic : Toxic, IStatefulToxic, IFollowingToxic
{
    /// <summary>
    /// The close code, one that may be on the wire (RFC 6455 §7.4); 1005 sends a close frame without one, and 1006 ends the connection at once
    /// and without a close frame. Default: 1001.
    /// </summary>
    public long Code { get; init; } = (long)CloseCode.GoingAway;

    /// <summary>What the close frame says, at most 123 bytes in UTF-8. Default: nothing.</summary>
    public string Reason { get; init; } = "";

    public TimeSpan After { get; init; }

    /// <summary>How long it waits for the answer. Default: 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    private CloseCode CloseCode => (CloseCode)Code;

    internal override string? Check()
    {
        if (Code is < 0 or > ushort.MaxValue || !(CloseCode.MayBeSent() || CloseCode is CloseCode.NoStatusReceived or CloseCode.AbnormalClosure))
        {
            return $"code must be a close code of RFC 6455 §7.4, but is {Code}";
        }

        if (Reason.Length > 0 && !CloseCode.MayBeSent())
        {
            return $"reason must be empty with code {Code}";
        }

        int length = Encoding.UTF8.GetByteCount(Reason);
        return length > FrameWriter.MaxCloseReasonLength
            ? $"reason must be at most {FrameWriter.MaxCloseReasonLength} bytes in UTF-8, but is {length}"
            : null;
    }

    public object NewState() => new Progress();

    public bool CanLeave(ToxicStub stub) => ((Progress)stub.State!).SentAt is null;

    internal override void Pipe(ToxicStub stub)
    {
        var progress = (Progress)stub.State!;
        while (stub.Take() is { } chunk)
        {
            int passed = 0;
            while (passed < chunk.Length && !IsTime(stub, progress))
            {
                passed += stub.Follow(chunk.Span[passed..]).Length;
            }

            if (passed > 0)
            {
                chunk.Truncate(passed);
                stub.Write(chunk);
            }
            else
            {
                stub.Drop(chunk);
            }
        }

        if (IsTime(stub, progress))
        {
            Close(stub, progress);
        }
        else if (progress.Began is { } began)
        {
            stub.Due ??= StopwatchTicks.After(began, After);
        }

        if (stub.InputEnded)
        {
            stub.Close();
        }
    }

    // Whether nothing may pass here any more: the close frame is out, or this is the place for it.
    private bool IsTime(ToxicStub stub, Progress progress)
    {
        if (progress.SentAt is not null)
        {
            return true;
        }

        if (stub.Idle)
        {
            progress.Began = null;
            return false;
        }

        bool betweenFrames = stub.Position.IsBetweenFrames(stub.ReversePosition);
        if (stub.Position.IsClosed || !(stub.Position.IsUpgraded || betweenFrames))
        {
            return false;
        }

        long now = Stopwatch.GetTimestamp();
        progress.Began ??= now;
        return now >= StopwatchTicks.After(progress.Began.Value, After) && (betweenFrames || CloseCode == CloseCode.AbnormalClosure);
    }

    private void Close(ToxicStub stub, Progress progress)
    {
        if (progress.SentAt is null)
        {
            progress.SentAt = Stopwatch.GetTimestamp();
            if (CloseCode == CloseCode.AbnormalClosure)
            {
                stub.Close();
                return;
            }

            Send(stub);
        }

        stub.Due = StopwatchTicks.After(progress.SentAt.Value, Timeout);
        if (stub.ReversePosition.IsClosed || stub.IsDue)
        {
            stub.Close();
        }
    }

    private void Send(ToxicStub stub)
    {
        Span<byte> frame = stackalloc byte[FrameWriter.MaxHeaderLength + FrameParser.MaxControlPayloadLength];
        int length = stub.Direction == StreamDirection.Upstream
            ? FrameWriter.WriteClientClose(frame, CloseCode, Reason, (uint)(stub.NextFraction() * uint.MaxValue))
            : FrameWriter.WriteServerClose(frame, CloseCode, Reason);
        stub.Write(frame[..length]);
    }

    /// <summary>How far it has come on one link, in Stopwatch ticks.</summary>
    private sealed class Progress
    {
        internal long? Began;
        internal long? SentAt;
    }
}
