using System.Net.Sockets;
using System.Security.Cryptography;
using Harness.WebSockets;

namespace Harness.Runs;

/// <summary>One handshake with somebody's target before anything is started: what it refuses, two thousand clients need not find out.</summary>
internal static class TargetProbe
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>For the body of a refusal, which often comes in a packet of its own.</summary>
    private static readonly TimeSpan _bodyPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Connects, upgrades, and closes again.</summary>
    /// <exception cref="EnvironmentException">It cannot be reached, or does not upgrade: with its status and first bytes.</exception>
    public static async Task CheckAsync(Uri target, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(target.DnsSafeHost, target.Port, patience.Token).ConfigureAwait(false);
            await UpgradeAsync(client.GetStream(), target, patience.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new EnvironmentException($"The target {target} cannot be reached: {e.Message}. Is it running, and is the port right?", e);
        }
        catch (IOException e)
        {
            throw new EnvironmentException($"The target {target} ended the connection during the handshake: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EnvironmentException($"The target {target} did not answer the handshake within {_patience.TotalSeconds:0} s.");
        }
    }

    private static async Task UpgradeAsync(NetworkStream stream, Uri target, CancellationToken cancellation)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(Handshake.NonceLength);
        await stream.WriteAsync(Handshake.BuildRequest(new HandshakeRequest(target.PathAndQuery, target.Authority) { Origin = "http://" + target.Authority }, nonce), cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[HandshakeResponse.DefaultMaxLength];
        int count = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(count), cancellation).ConfigureAwait(false);
            count += read;
            HandshakeResult result = HandshakeResponse.Read(buffer.AsSpan(0, count), nonce, []);
            switch (result.Status)
            {
                case HandshakeStatus.Accepted:
                    return;
                case HandshakeStatus.Refused:
                    if (string.IsNullOrEmpty(result.FirstBytes))
                    {
                        count += await ReadBodyAsync(stream, buffer.AsMemory(count), cancellation).ConfigureAwait(false);
                        result = HandshakeResponse.Read(buffer.AsSpan(0, count), nonce, []);
                    }

                    throw new EnvironmentException(
                        $"The target {target} answered the handshake with {result.HttpStatus} {result.ReasonPhrase} instead of 101. "
                        + (string.IsNullOrEmpty(result.FirstBytes) ? "No body." : $"First bytes of the body: {result.FirstBytes}"));
                case HandshakeStatus.Invalid:
                    throw new EnvironmentException($"The target {target} did not answer with a WebSocket upgrade: {result.Why}. First bytes: {result.FirstBytes}");
                default:
                    if (read == 0)
                    {
                        throw new EnvironmentException($"The target {target} closed the connection without an answer to the handshake.");
                    }

                    break;
            }
        }
    }

    private static async Task<int> ReadBodyAsync(NetworkStream stream, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_bodyPatience);
        try
        {
            return await stream.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return 0;
        }
        catch (IOException)
        {
            // Refused, and hung up on: the status says enough.
            return 0;
        }
    }
}
