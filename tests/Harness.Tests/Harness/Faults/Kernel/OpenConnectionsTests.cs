using System.Net;
using System.Net.Sockets;
using Harness.Faults.Kernel;

namespace Harness.Tests.Faults.Kernel;

public sealed class OpenConnectionsTests
{
    private const string LinuxOnly = "reads /proc: Linux only";

    [Fact]
    public void Lines_are_read_as_the_kernel_writes_them()
    {
        string[] lines =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0",
            "   1: 0100007F:9C4A 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0000000000000000 20 4 30 10 -1",
            "   2: 0200007F:9C4B 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 3 1 0000000000000000 20 4 30 10 -1",
            "   3: 0000000000000000FFFF00000100007F:9C4C 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4",
            "   4: 00000000000000000000000001000000:9C4D 00000000000000000000000001000000:1F90 01 00000000:00000000 00:00000000 00000000     0        0 5",
        ];

        Assert.SkipUnless(BitConverter.IsLittleEndian, "these lines are of a little-endian machine");
        Assert.Equal(
            ["127.0.0.1:40010 → 127.0.0.1:8080", "127.0.0.1:40012 → 127.0.0.1:8080", "[::1]:40013 → [::1]:8080"],
            OpenConnections.Parse(lines).Select(connection => $"{connection.Client} → {connection.Proxy}"));
    }

    [Fact]
    public async Task Every_client_of_an_endpoint_is_found_and_no_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), LinuxOnly);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using TcpListener listener = Listen(), other = Listen();
        using TcpClient one = new(AddressFamily.InterNetwork), both = new(AddressFamily.InterNetworkV6), stranger = new(AddressFamily.InterNetwork), ended = new(AddressFamily.InterNetwork);
        both.Client.DualMode = true;
        await one.ConnectAsync(IPAddress.Loopback, Port(listener), cancellation);
        await both.ConnectAsync(IPAddress.Loopback.MapToIPv6(), Port(listener), cancellation);
        await stranger.ConnectAsync(IPAddress.Loopback, Port(other), cancellation);
        await ended.ConnectAsync(IPAddress.Loopback, Port(listener), cancellation);
        ended.Client.Close(timeout: 0);

        IEnumerable<int> found = OpenConnections.To([(IPEndPoint)listener.LocalEndpoint]).Select(connection => connection.Client.Port);

        Assert.Equal(new[] { Port(one), Port(both) }.Order(), found.Order());
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static int Port(TcpClient client) => ((IPEndPoint)client.Client.LocalEndPoint!).Port;
}
