using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Harness.Clients;
using Harness.Clients.Sockets;
using Harness.Data;
using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Scenarios;
using Harness.WebSockets;

namespace Harness.Runs;

/// <summary>One handshake with somebody's target before anything is started: what it refuses, two thousand clients need not find out.</summary>
internal static class TargetProbe
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>For the body of a refusal, which often comes in a packet of its own.</summary>
    private static readonly TimeSpan _bodyPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Connects, upgrades as the first client would, and closes again.</summary>
    /// <param name="clients">What they ask for, and how they speak TLS.</param>
    /// <param name="data">What their texts are filled from.</param>
    /// <exception cref="EnvironmentException">It cannot be reached, or does not upgrade: with its status and first bytes.</exception>
    public static async Task CheckAsync(Uri target, ClientSettings clients, DataSource data, CancellationToken cancellation)
    {
        ProbedSocket socket = await OpenAsync(target, clients, data, idParameter: null, cancellation).ConfigureAwait(false);
        await socket.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="CheckAsync"/>, and hands the open socket over.</summary>
    /// <param name="idParameter">The query parameter for the first client's id; null: none is given, and nobody becomes present.</param>
    public static async Task<ProbedSocket> OpenAsync(Uri target, ClientSettings clients, DataSource data, string? idParameter, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_patience);
        bool isTls = target.Scheme == Uri.UriSchemeWss;
        SslPolicyErrors distrust = SslPolicyErrors.None;
        TcpClient? client = new();
        try
        {
            await client.ConnectAsync(target.DnsSafeHost, target.Port, patience.Token).ConfigureAwait(false);
            Stream stream = client.GetStream();
            if (isTls)
            {
                var tls = new SslStream(stream);
                stream = tls;
                SslClientAuthenticationOptions options = new TlsClient(clients.Tls ?? TlsSettings.Default).Options(target.DnsSafeHost, errors => distrust = errors);
                await tls.AuthenticateAsClientAsync(options, patience.Token).ConfigureAwait(false);
            }

            var requests = new UpgradeRequests(clients.Handshake, isTls, target.Authority, target.PathAndQuery, data, idParameter);
            (byte[] rest, bool compression) = await UpgradeAsync(stream, target, requests, idParameter is not null, patience.Token).ConfigureAwait(false);
            TcpClient opened = client;
            client = null;
            return new ProbedSocket(opened, stream, rest, compression);
        }
        catch (SocketException e)
        {
            throw new EnvironmentException($"The target {target} cannot be reached: {e.Message}. Is it running, and is the port right?", e);
        }
        catch (AuthenticationException e)
        {
            throw new EnvironmentException(
                distrust == SslPolicyErrors.None
                    ? $"The target {target} and this client do not agree on TLS: {e.Message}"
                    : $"The certificate of the target {target} is not believed: {Words.Cause(CloseCause.TlsFailed, (long)distrust)}. "
                        + "Trust its issuer with clients.tls.ca, name it with clients.tls.server_name, or skip the check with clients.tls.insecure.",
                e);
        }
        catch (IOException e)
        {
            throw new EnvironmentException($"The target {target} ended the connection during the handshake: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EnvironmentException($"The target {target} did not answer the handshake within {_patience.TotalSeconds:0} s.");
        }
        finally
        {
            client?.Dispose();
        }
    }

    private static async Task<(byte[] Behind, bool Compression)> UpgradeAsync(Stream stream, Uri target, UpgradeRequests requests, bool withId, CancellationToken cancellation)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(Handshake.NonceLength);
        await stream.WriteAsync(requests.Build(client: 0, nonce, withId), cancellation).ConfigureAwait(false);
        IReadOnlyList<string> subprotocols = requests.SubprotocolsOf(client: 0);
        byte[] buffer = new byte[HandshakeResponse.DefaultMaxLength];
        int count = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(count), cancellation).ConfigureAwait(false);
            count += read;
            HandshakeResult result = HandshakeResponse.Read(buffer.AsSpan(0, count), nonce, subprotocols, compressionOffered: requests.Compression);
            switch (result.Status)
            {
                case HandshakeStatus.Accepted:
                    return (buffer[result.Consumed..count], result.Compression);
                case HandshakeStatus.Refused:
                    if (string.IsNullOrEmpty(result.FirstBytes))
                    {
                        count += await ReadBodyAsync(stream, buffer.AsMemory(count), cancellation).ConfigureAwait(false);
                        result = HandshakeResponse.Read(buffer.AsSpan(0, count), nonce, subprotocols, compressionOffered: requests.Compression);
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

    private static async Task<int> ReadBodyAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellation)
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
