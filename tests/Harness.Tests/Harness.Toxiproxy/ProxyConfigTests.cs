using System.Net;
using System.Net.Sockets;
using Harness.Tests.Scenarios;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy;

public sealed class ProxyConfigTests
{
    [Fact]
    public void Fields_are_read_in_any_case_and_enabled_is_true_unless_given()
    {
        IReadOnlyList<ProxyConfig> proxies = ProxyConfig.Parse("""[{"name":"a","listen":":1","upstream":"x:2","other":[]},{"Name":"b","upstream":"x:2","enabled":false}]""");

        Assert.Equal([new ProxyConfig("a", ":1", "x:2"), new ProxyConfig("b", "", "x:2", Enabled: false)], proxies);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("[\n{\"name\":\"a\",,}]", "line 2, column 13: ")]
    [InlineData("{}", "must be an array of proxy objects, but is {}")]
    [InlineData("""[{"name":5}]""", "proxy 1: name must be a string, but is 5")]
    [InlineData("""[{"name":"a"}]""", "missing required field: upstream at proxy 1")]
    [InlineData("""[{"name":"a","upstream":"x:1","listen":"y"}]""", "proxy 1 ('a'): listen: address y: missing port in address")]
    [InlineData("""[{"name":"a","upstream":"x"}]""", "proxy 1 ('a'): upstream: address x: missing port in address")]
    [InlineData("""[{"name":"a","upstream":"x:1"},{"name":"a","upstream":"x"}]""", "proxy 2 ('a') has the name of proxy 1; proxy 2 ('a'): upstream: address x: missing port in address")]
    public void What_is_wrong_is_said_with_its_place(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => ProxyConfig.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_example_of_the_docs_is_one()
    {
        string file = Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "toxiproxy", "proxies.json");

        Assert.Equal(["web", "web-spare"], ProxyConfig.Parse(File.ReadAllText(file)).Select(proxy => proxy.Name));
    }

    [Fact]
    public async Task A_server_starts_with_its_proxies_and_shows_their_actual_ports()
    {
        var options = new ToxiproxyOptions { Proxies = [new ProxyConfig("on", "127.0.0.1:0", "127.0.0.1:1"), new ProxyConfig("off", "127.0.0.1:7", "127.0.0.1:1", Enabled: false)] };
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(options, Wire.Token);

        Assert.Equal(options.Proxies[1], server.Proxies[0]);
        ProxyConfig on = server.Proxies[1];
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(on.Listen), Wire.Token);
        Assert.Equal(on with { Listen = "127.0.0.1:0" }, options.Proxies[0]);
    }

    [Fact]
    public async Task A_proxy_that_cannot_listen_is_named_and_nothing_is_left_started()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var first = (IPEndPoint)free.LocalEndpoint;
        free.Stop();
        var options = new ToxiproxyOptions { Proxies = [new ProxyConfig("first", first.ToString(), "127.0.0.1:1"), new ProxyConfig("second", taken.LocalEndpoint.ToString()!, "127.0.0.1:1")] };

        AddressUnavailableException e = await Assert.ThrowsAsync<AddressUnavailableException>(() => ToxiproxyServer.StartAsync(options, Wire.Token));

        Assert.Equal(("second", taken.LocalEndpoint.ToString()), (e.Proxy, e.Address));
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(first, Wire.Token));
    }

    [Fact]
    public async Task Proxies_that_cannot_be_are_refused()
    {
        var options = new ToxiproxyOptions { Proxies = [new ProxyConfig("", "127.0.0.1:0", "x:1")] };

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => ToxiproxyServer.StartAsync(options, Wire.Token));

        Assert.StartsWith("proxy 1 ('') has no name", e.Message, StringComparison.Ordinal);
    }
}
