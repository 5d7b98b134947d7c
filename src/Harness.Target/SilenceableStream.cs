using Microsoft.AspNetCore.Http.Features;

namespace Harness.Target;

/// <summary>
/// The transport under a WebSocket. Silenced, it goes on reading and swallows whatever is written, so that nothing answers any more, not even
/// the pong that the WebSocket itself would send: an application that lost its state behind a living TCP connection.
/// </summary>
internal sealed class SilenceableStream(Stream inner) : Stream
{
    private volatile bool _silent;

    public bool Silent
    {
        get => _silent;
        set => _silent = value;
    }

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
        if (!_silent)
        {
            inner.Write(buffer, offset, count);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _silent ? Task.CompletedTask : inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _silent ? ValueTask.CompletedTask : inner.WriteAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Puts a <see cref="SilenceableStream"/> under the WebSocket that the middleware makes.</summary>
internal sealed class SilenceableUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>Null until the connection is upgraded.</summary>
    public SilenceableStream? Stream { get; private set; }

    public async Task<Stream> UpgradeAsync() => Stream = new SilenceableStream(await inner.UpgradeAsync());
}
