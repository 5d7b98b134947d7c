using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy;

public sealed class ToxiproxyServerTests
{
    [Fact]
    public async Task A_port_in_use_is_an_error_that_names_the_address()
    {
        await using ToxiproxyServer first = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);

        AddressUnavailableException e = await Assert.ThrowsAsync<AddressUnavailableException>(
            () => ToxiproxyServer.StartAsync(new ToxiproxyOptions { Port = first.ApiUri.Port }, Wire.Token));

        Assert.Equal($"127.0.0.1:{first.ApiUri.Port}", e.Address);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_an_error_that_names_it()
    {
        AddressUnavailableException e = await Assert.ThrowsAsync<AddressUnavailableException>(
            () => ToxiproxyServer.StartAsync(new ToxiproxyOptions { Host = "192.0.2.1" }, Wire.Token));

        Assert.Equal("192.0.2.1:0", e.Address);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused()
    {
        foreach (ToxiproxyOptions options in new ToxiproxyOptions[] { new() { Port = 70_000 }, new() { MaxConnections = 0 }, new() { MaxBufferedBytes = 0 }, new() { Host = "no such host" } })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => ToxiproxyServer.StartAsync(options, Wire.Token));
        }
    }

    [Fact]
    public async Task Disposing_closes_connections_and_listeners()
    {
        ProxiedServer proxied = await ProxiedServer.StartAsync();
        await using (proxied)
        {
            (System.Net.Sockets.Socket client, _) = await proxied.ConnectAsync();

            await proxied.Toxiproxy.DisposeAsync();

            await client.HearFinAsync();
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(proxied.DialAsync);
        }
    }
}
