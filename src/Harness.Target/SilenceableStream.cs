using Microsoft.AspNetCore.Http.Features;

namespace Harness.Target;

/// <summary>
/// The transport under a WebSocket. Silenced, it goes on reading and swallows whatever is written, so that nothing answers any more, not even
/// the pong that the WebSocket itself would send: an application that lost its state behind a living TCP connection.
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="session">Whose it is: <see cref="SocketSession.Muted"/> silences it, <see cref="TargetFlaws.RepliesToNothing"/> its pongs alone.</param>
internal sealed class SilenceableStream(Stream inner, SocketSession session) : Stream
{
    /// <summary>First byte of a whole pong frame (RFC 6455 §5.2). The WebSocket writes each frame at once.</summary>
    private const byte Pong = 0x8A;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!Swallows(buffer.AsSpan(offset, count)))
        {
            inner.Write(buffer, offset, count);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Swallows(buffer.AsSpan(offset, count)) ? Task.CompletedTask : inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Swallows(buffer.Span) ? ValueTask.CompletedTask : inner.WriteAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // A WebSocket that gave up disposes of it; a silent one stays open for the peer nevertheless.
        if (disposing && !session.Muted)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Swallows(ReadOnlySpan<byte> written) => session.Muted || (written is [Pong, ..] && session.SwallowsPongs);
}

/// <summary>Puts a <see cref="SilenceableStream"/> under the WebSocket that the middleware makes.</summary>
internal sealed class SilenceableUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>To be set before the upgrade.</summary>
    public SocketSession? Session { get; set; }

    public async Task<Stream> UpgradeAsync()
    {
        var session = Session ?? throw new InvalidOperationException("the session has to be there before its transport");
        return session.Transport = new SilenceableStream(await inner.UpgradeAsync(), session);
    }
}
