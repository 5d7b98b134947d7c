using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Harness.Faults.Kernel;

/// <summary>A TCP connection as its client sees it.</summary>
internal readonly record struct TcpConnection(IPEndPoint Client, IPEndPoint Proxy);

/// <summary>The open TCP connections of this network namespace, from <c>/proc/net/tcp</c> and <c>tcp6</c>; proc_pid_net(5).</summary>
internal static class OpenConnections
{
    private const string Established = "01";
    private static readonly string[] _files = ["tcp", "tcp6"];

    /// <summary>Those whose clients, on this machine, are connected to one of these endpoints.</summary>
    /// <param name="folder">Where the two files are.</param>
    /// <exception cref="KernelFilterException">They cannot be read.</exception>
    public static IReadOnlyCollection<TcpConnection> To(IReadOnlyCollection<IPEndPoint> proxies, string folder = "/proc/self/net")
    {
        var wanted = proxies.ToHashSet();
        try
        {
            // A kernel without IPv6 has no tcp6. The files are read in blocks, and between two of them a connection may move to a part that was
            // read already: hence twice.
            return [.. _files
                .Select(file => Path.Combine(folder, file))
                .Where(File.Exists)
                .SelectMany(file => Parse(File.ReadLines(file)).Concat(Parse(File.ReadLines(file))))
                .Where(connection => wanted.Contains(connection.Proxy))
                .Distinct()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KernelFilterException($"the open connections cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Every established connection of one file: one line each, behind a heading.</summary>
    /// <remarks><code>
    ///   sl  local_address rem_address   st …
    ///    0: 0100007F:9C4A 0100007F:1F90 01 …      127.0.0.1:40010 → 127.0.0.1:8080
    /// </code></remarks>
    public static IEnumerable<TcpConnection> Parse(IEnumerable<string> lines)
    {
        foreach (string line in lines.Skip(1))
        {
            string[] fields = line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 5 && fields[3] == Established)
            {
                yield return new TcpConnection(Endpoint(fields[1]), Endpoint(fields[2]));
            }
        }
    }

    private static IPEndPoint Endpoint(string text)
    {
        string[] parts = text.Split(':');
        byte[] address = new byte[parts[0].Length / 2];
        for (int i = 0; i < address.Length; i += 4)
        {
            // Each word of the address, which lies in network order, is printed as a number of this machine.
            uint word = uint.Parse(parts[0].AsSpan(i * 2, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(i), word);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(address.AsSpan(i), word);
            }
        }

        var ip = new IPAddress(address);
        // A socket for both families shows its IPv4 connections as ::ffff:127.0.0.1; their packets are IPv4 all the same.
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
