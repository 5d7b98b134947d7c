using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Harness.Toxiproxy.Tls;

/// <summary>
/// The two directions of a bridge after its handshake. Waiting takes a read of zero bytes, and a buffer only when there is something to carry.
/// </summary>
/// <param name="failed">Is told why, if what the peer says is no TLS any more.</param>
internal sealed class TlsPumps(SslStream tls, BridgeSockets sockets, Action<Exception> failed)
{
    /// <summary>What a TLS record holds (RFC 8446 section 5.1).</summary>
    private const int BufferSize = 16 * 1024;

    /// <summary>Chunks of one turn; then others on the same thread have theirs.</summary>
    private const int ChunksPerTurn = 32;

    private volatile Task _sendingIn = Task.CompletedTask;

    /// <summary>Until both directions are over; then the sockets are closed.</summary>
    internal Task RunAsync() => Task.WhenAll(OrCloseAsync(OutwardAsync()), OrCloseAsync(InwardAsync()));

    // One must not wait for a peer that the other has given up.
    private async Task OrCloseAsync(Task direction)
    {
        try
        {
            await direction.ConfigureAwait(false);
        }
        catch
        {
            sockets.Close(reset: true);
            throw;
        }
    }

    private async Task OutwardAsync()
    {
        try
        {
            for (int chunks = 1; await CarryOutAsync().ConfigureAwait(false); chunks++)
            {
                await YieldAfterTurnAsync(chunks).ConfigureAwait(false);
            }

            // It looks orderly also when the direction inward, or the bridge, has been told of a reset before us.
            await _sendingIn.ConfigureAwait(false);
            bool reset = sockets.InnerWasReset();
            if (!reset)
            {
                await SayGoodbyeAsync().ConfigureAwait(false);
            }

            sockets.Close(reset);
        }
        catch (Exception e) when (BridgeSockets.IsGone(e))
        {
            // The connection has reset, or the peer has gone: the other has to hear it. Or it was us who closed.
            sockets.Close(reset: true);
        }
    }

    private async Task SayGoodbyeAsync()
    {
        try
        {
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (CryptographicException)
        {
            // OpenSSL cannot while it works on a message of the handshake that came after it, such as a session ticket: FIN has to do.
        }
    }

    // False if the connection has closed.
    private async Task<bool> CarryOutAsync()
    {
        await sockets.Inner.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read = await sockets.Inner.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
            if (read > 0)
            {
                await tls.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
            }

            return read > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task InwardAsync()
    {
        try
        {
            for (int chunks = 1; await CarryInAsync().ConfigureAwait(false); chunks++)
            {
                await YieldAfterTurnAsync(chunks).ConfigureAwait(false);
            }
        }
        catch (IOException) when (sockets.Closed)
        {
            // It was us.
        }
        catch (IOException e) when (e.InnerException is not null && e.GetBaseException() is not (SocketException or ObjectDisposedException))
        {
            // Not TLS, or an alert: a client may refuse our certificate as late as here (RFC 8446 section 4.4.2.4).
            failed(e);
            sockets.Close(reset: false);
        }
        catch (Exception e) when (BridgeSockets.IsGone(e))
        {
            if (BridgeSockets.IsReset(e))
            {
                sockets.Close(reset: true);
            }
            else
            {
                sockets.EndInner();
            }
        }
    }

    // False if the peer has closed, or the connection takes no more.
    private async Task<bool> CarryInAsync()
    {
        await tls.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read = await tls.ReadAsync(buffer).ConfigureAwait(false);
            if (read == 0)
            {
                sockets.EndInner();
                return false;
            }

            Task<bool> sending = TrySendInAsync(buffer.AsMemory(0, read));
            _sendingIn = sending;
            return await sending.ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<bool> TrySendInAsync(ReadOnlyMemory<byte> data)
    {
        try
        {
            while (data.Length > 0)
            {
                data = data[await sockets.Inner.SendAsync(data, SocketFlags.None).ConfigureAwait(false)..];
            }

            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.ConnectionReset)
        {
            // It has closed. What it said before is still on its way out.
            return false;
        }
    }

    private static ValueTask YieldAfterTurnAsync(int chunks) => chunks % ChunksPerTurn == 0 ? YieldAsync() : ValueTask.CompletedTask;

    private static async ValueTask YieldAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
