using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Harness.Timing;

namespace Harness.Tests.OnTheWire;

/// <summary>
/// Every IPv4 packet that this machine receives, loopback included, with the kernel's own time of it on the monotonic clock. Linux, and root or
/// CAP_NET_RAW; packet(7).
/// </summary>
internal sealed class LoopbackCapture : IDisposable
{
    /// <summary>ETH_P_IP in network order. With this protocol, unlike ETH_P_ALL, a loopback packet is seen once: as it comes in.</summary>
    private const ProtocolType IncomingIp = (ProtocolType)0x0008;

    /// <summary>SIOCGSTAMPNS: the kernel's time of the packet that was read last, socket(7).</summary>
    private const nuint ReadTimestamp = 0x8907;

    private readonly Socket _socket;
    private readonly Thread _reading;
    private readonly ConcurrentQueue<TcpSegment> _segments = new();
    private readonly long _realToMonotonic;
    private volatile bool _stop;

    private LoopbackCapture(Socket socket)
    {
        _socket = socket;
        _socket.ReceiveBufferSize = 1 << 24;
        _socket.ReceiveTimeout = 100;
        _realToMonotonic = RealToMonotonic();
        _ = KernelTime(out _);
        _reading = new Thread(Read) { IsBackground = true, Name = "packet capture" };
        _reading.Start();
    }

    /// <summary>Begins.</summary>
    /// <param name="whyNot">Why it is not possible here.</param>
    public static LoopbackCapture? TryStart(out string whyNot)
    {
        if (!OperatingSystem.IsLinux())
        {
            whyNot = "packets are captured on Linux only";
            return null;
        }

        try
        {
            whyNot = "";
            return new LoopbackCapture(new Socket(AddressFamily.Packet, SocketType.Raw, IncomingIp));
        }
        catch (SocketException e)
        {
            whyNot = $"this process may not capture packets ({e.Message}): run it as root or with CAP_NET_RAW";
            return null;
        }
    }

    /// <summary>What was seen so far, in order.</summary>
    public IReadOnlyCollection<TcpSegment> Segments => _segments;

    /// <summary>Ends the capture; what was seen stays.</summary>
    public void Dispose()
    {
        _stop = true;
        _reading.Join();
        _socket.Dispose();
    }

    private void Read()
    {
        byte[] packet = new byte[1 << 16];
        while (!_stop)
        {
            int length;
            try
            {
                length = _socket.Receive(packet);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                continue;
            }

            long at = KernelTime(out long stamped) ? stamped + _realToMonotonic : MonotonicClock.Now;
            if (TcpSegment.Read(at, packet.AsSpan(0, length)) is { } segment)
            {
                _segments.Enqueue(segment);
            }
        }
    }

    /// <summary>µs of the real-time clock. The first call switches the kernel's stamps on.</summary>
    private bool KernelTime(out long microseconds)
    {
        byte[] time = new byte[16];
        bool known = ioctl(_socket.SafeHandle, ReadTimestamp, time) == 0;
        microseconds = (BinaryPrimitives.ReadInt64LittleEndian(time) * 1_000_000) + (BinaryPrimitives.ReadInt64LittleEndian(time.AsSpan(8)) / 1000);
        return known;
    }

    /// <summary>What to add to a real time, µs, to have it on the monotonic clock: both are read in turn, and the closest pair is taken.</summary>
    private static long RealToMonotonic()
    {
        (long width, long offset) = (long.MaxValue, 0);
        for (int i = 0; i < 100; i++)
        {
            long before = MonotonicClock.Now;
            long real = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            long after = MonotonicClock.Now;
            (width, offset) = after - before < width ? (after - before, ((before + after) / 2) - real) : (width, offset);
        }

        return offset;
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ioctl(SafeSocketHandle socket, nuint request, byte[] argument);
}
