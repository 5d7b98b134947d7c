using System.Net.Sockets;

namespace Harness.Toxiproxy.Tls;

/// <summary>
/// A socket as a stream. While <see cref="Yields"/>, what follows a read runs on a pool thread: reads may complete on the thread that serves
/// all sockets, and a handshake's arithmetic takes milliseconds.
/// </summary>
internal sealed class YieldingStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
{
    internal bool Yields { get; set; } = true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Yields ? ReadAndYieldAsync(buffer, cancellationToken) : base.ReadAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadAndYieldAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int read = await base.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return read;
    }
}
