using System.Buffers.Binary;

namespace Harness.Tests.OnTheWire;

/// <summary>One TCP segment (RFC 9293 §3.1) in an IPv4 packet (RFC 791 §3.1) in an Ethernet frame.</summary>
/// <param name="At">When the kernel had it, µs of the monotonic clock.</param>
/// <param name="Payload">Its data.</param>
/// <param name="Ends">Whether FIN or RST is set.</param>
internal sealed record TcpSegment(long At, int From, int To, uint Sequence, byte[] Payload, bool Ends)
{
    private const int EthernetHeader = 14;
    private const byte Tcp = 6;
    private const byte FinOrRst = 0x05;

    /// <summary>Null for anything else.</summary>
    public static TcpSegment? Read(long at, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < EthernetHeader + 20)
        {
            return null;
        }

        ReadOnlySpan<byte> ip = frame[EthernetHeader..];
        int ipHeader = (ip[0] & 0x0F) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        if (ip[0] >> 4 != 4 || ip[9] != Tcp || total > ip.Length || total < ipHeader + 20)
        {
            return null;
        }

        ReadOnlySpan<byte> tcp = ip[ipHeader..total];
        int header = (tcp[12] >> 4) * 4;
        return header > tcp.Length ? null : new TcpSegment(
            at,
            BinaryPrimitives.ReadUInt16BigEndian(tcp),
            BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]),
            tcp[header..].ToArray(),
            (tcp[13] & FinOrRst) != 0);
    }
}
