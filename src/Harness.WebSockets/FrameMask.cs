using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Harness.WebSockets;

/// <summary>The XOR of RFC 6455 §5.3.</summary>
public static class FrameMask
{
    /// <summary>XORs bytes with the key.</summary>
    /// <param name="source">What to mask or unmask.</param>
    /// <param name="destination">At least as long; may be the same memory.</param>
    /// <param name="key">The key, its first byte on the wire in the highest byte.</param>
    /// <returns>The key rotated so that the next call goes on where this one stopped.</returns>
    public static uint Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint key)
    {
        destination = destination[..source.Length];
        // The key in memory order, twice, so that eight bytes are done at a time on either endianness.
        var word = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(key) : key;
        var twice = ((ulong)word << 32) | word;
        var from = MemoryMarshal.Cast<byte, ulong>(source);
        var to = MemoryMarshal.Cast<byte, ulong>(destination);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i] ^ twice;
        }

        for (var i = from.Length * sizeof(ulong); i < source.Length; i++)
        {
            destination[i] = (byte)(source[i] ^ (byte)(key >> (24 - ((i & 3) * 8))));
        }

        return BitOperations.RotateLeft(key, (source.Length & 3) * 8);
    }
}
