using System.Buffers;
using System.IO.Compression;

namespace Harness.WebSockets;

/// <summary>Inflates one compressed message (RFC 7692 §7.2.2) that depends on none before it.</summary>
internal static class MessageInflater
{
    private const int FirstRent = 4096;

    /// <summary>The end that the sender took off, and behind it an empty last block: the decoder then sees a stream that is complete.</summary>
    private static readonly byte[] _end = [0x00, 0x00, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0xFF, 0xFF];

    /// <param name="compressed">The payload of all fragments together.</param>
    /// <param name="maxLength">What it may grow to, in bytes: never more than one byte above is inflated.</param>
    /// <param name="message">A pooled array that the caller gives back, unless there is an error.</param>
    /// <returns>Bytes of the message in it, or -1.</returns>
    public static int Inflate(ReadOnlySpan<byte> compressed, int maxLength, out byte[] message, out ProtocolError error)
    {
        error = default;
        message = [];
        var input = ArrayPool<byte>.Shared.Rent(compressed.Length + _end.Length);
        var output = ArrayPool<byte>.Shared.Rent(Math.Min(maxLength, Math.Max(FirstRent, compressed.Length)) + 1);
        var length = 0;
        try
        {
            compressed.CopyTo(input);
            _end.CopyTo(input.AsSpan(compressed.Length));
            using var source = new MemoryStream(input, 0, compressed.Length + _end.Length, writable: false);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            int read;
            while ((read = inflate.Read(output, length, output.Length - length)) > 0)
            {
                length += read;
                if (length > maxLength)
                {
                    error = new ProtocolError(CloseCode.MessageTooBig, "message too big when inflated");
                    return -1;
                }

                if (length == output.Length)
                {
                    output = Grow(output, maxLength);
                }
            }

            (message, output) = (output, null);
            return length;
        }
        catch (InvalidDataException)
        {
            error = new ProtocolError(CloseCode.InvalidFramePayloadData, "compressed message cannot be inflated");
            return -1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
            if (output is not null)
            {
                ArrayPool<byte>.Shared.Return(output);
            }
        }
    }

    private static byte[] Grow(byte[] full, int maxLength)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxLength + 1L, 2L * full.Length));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
