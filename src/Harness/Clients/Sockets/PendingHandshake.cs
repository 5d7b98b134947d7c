using System.Buffers;
using System.Security.Cryptography;
using Harness.WebSockets;

namespace Harness.Clients.Sockets;

/// <summary>What a connection needs only until it is open.</summary>
internal sealed class PendingHandshake
{
    public const int Length = 4096;

    public PendingHandshake() => RandomNumberGenerator.Fill(Nonce);

    public byte[] Buffer { get; } = ArrayPool<byte>.Shared.Rent(Length);

    public byte[] Nonce { get; } = new byte[Handshake.NonceLength];

    public int Count { get; set; }

    /// <summary>Only after success: an attempt that failed may still have a receive under way, and its buffer is left to the collector.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
