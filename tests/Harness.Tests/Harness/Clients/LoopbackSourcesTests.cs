using System.Net;
using System.Net.Sockets;
using Harness.Clients;

namespace Harness.Tests.Clients;

public sealed class LoopbackSourcesTests
{
    [Theory]
    [InlineData(10_000, "127.0.0.1", 0)]
    [InlineData(10_001, "127.0.0.1", 3)]
    [InlineData(15_000, "127.0.0.1", 3)]
    [InlineData(9_000_000, "127.0.0.1", 250)]
    [InlineData(15_000, "::1", 0)]
    [InlineData(15_000, "10.1.2.3", 0)]
    public void Sources_are_spread_before_one_address_is_short_of_ports(long connections, string to, int expected) =>
        Assert.Equal(OperatingSystem.IsLinux() ? expected : 0, LoopbackSources.For(connections, IPAddress.Parse(to)));

    [Fact]
    public void The_last_source_is_an_address_still() => Assert.Equal("127.0.1.250", LoopbackSources.At(249).ToString());

    [Fact]
    public async Task A_bound_socket_gets_its_port_with_the_connect()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has all of 127.0.0.0/8");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        LoopbackSources.Bind(client, LoopbackSources.At(6));
        // No port yet: that is what lets the kernel use one again for another destination.
        Assert.Equal(0, ((IPEndPoint)client.LocalEndPoint!).Port);
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using Socket accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);

        Assert.Equal("127.0.1.7", ((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString());
    }
}
