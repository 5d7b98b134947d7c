using System.Net;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Toxiproxy;
using Harness.Toxiproxy.Proxies;

namespace Harness.Tests.Toxiproxy.Proxies;

public sealed class LoopbackSourcesTests
{
    [Fact]
    public async Task Connections_to_the_upstream_come_from_each_address_in_turn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has all of 127.0.0.0/8");
        await using ProxiedServer server = await ProxiedServer.StartAsync(new ToxiproxyOptions { SourceAddresses = 3 });

        var sources = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            (Socket client, Socket accepted) = await server.ConnectAsync();
            sources.Add(((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString());
            await client.SendAsync("ping"u8.ToArray(), Wire.Token);
            byte[] received = new byte[8];
            Assert.Equal(4, await accepted.ReceiveAsync(received, Wire.Token));
        }

        Assert.Equal(["127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.1", "127.0.1.2", "127.0.1.3"], sources);
    }

    [Fact]
    public async Task A_client_whose_upstream_refuses_is_closed_here_too()
    {
        await using ProxiedServer server = await ProxiedServer.StartAsync(new ToxiproxyOptions { SourceAddresses = 3 });
        await server.Api.UpdateProxyAsync(ProxiedServer.Name, new ToxiproxyProxyUpdate { Upstream = "127.0.0.1:1" }, Wire.Token);

        Socket client = await server.DialAsync();

        Assert.True(await EndsAsync(client));
    }

    [Theory]
    [InlineData(0, "127.0.0.1:80")]
    [InlineData(3, "10.0.0.1:80")]
    [InlineData(3, "[::1]:80")]
    public void Elsewhere_and_unless_asked_for_the_system_chooses(int count, string upstream) =>
        Assert.Null(new LoopbackSources(count).For(IPEndPoint.Parse(upstream), 7));

    private static async Task<bool> EndsAsync(Socket client)
    {
        try
        {
            return await client.ReceiveAsync(new byte[1], Wire.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
