using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class RefuseToxicTests
{
    [Fact]
    public async Task Connects_are_refused_while_it_is_on_and_open_connections_stay()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.AddJsonAsync("""{"type": "refuse", "name": "refuse"}""");

        SocketException e = await Assert.ThrowsAsync<SocketException>(proxied.DialAsync);
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
        await client.SayAsync("still");
        await server.HearAsync("still");
        await proxied.RemoveAsync("refuse");
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await next.SayAsync("hello");
        await nextServer.HearAsync("hello");
    }

    [Fact]
    public async Task Unanswered_connects_hang_and_succeed_once_it_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a listener can be made to ignore on Linux only");
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "refuse", "name": "refuse", "attributes": {"unanswered": true}}""");

        Task<Socket>[] hanging = [.. Enumerable.Range(0, 5).Select(_ => proxied.DialAsync())];
        await client.HearNothingAsync(500);
        Assert.All(hanging, dial => Assert.False(dial.IsCompleted));
        await client.SayAsync("still");
        await server.HearAsync("still");
        await proxied.RemoveAsync("refuse");

        // The kernel tries again after 1 s and after 3 s.
        await Task.WhenAll(hanging).WaitAsync(TimeSpan.FromSeconds(20), Wire.Token);
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await nextServer.SayAsync("hello");
    }

    [Fact]
    public async Task A_proxy_that_starts_with_it_refuses_from_the_first_moment_and_its_port_stays_its_own()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "refuse"}""");
        int port = proxied.Address.Port;

        await proxied.EnableAsync(false);
        await proxied.EnableAsync(true);

        Assert.Equal(port, System.Net.IPEndPoint.Parse((await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token)).Listen).Port);
        await Assert.ThrowsAsync<SocketException>(proxied.DialAsync);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("")]
    public async Task No_other_proxy_gets_its_port_meanwhile(string host)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "refuse", "name": "refuse"}""");

        Harness.Faults.Toxiproxy.ToxiproxyException e = await Assert.ThrowsAsync<Harness.Faults.Toxiproxy.ToxiproxyException>(
            () => proxied.Api.CreateProxyAsync("other", $"{host}:{proxied.Address.Port}", "127.0.0.1:1", Wire.Token));

        Assert.Contains("address already in use", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SocketException>(proxied.DialAsync);
        await proxied.RemoveAsync("refuse");
        await proxied.ConnectAsync();
    }

    [Fact]
    public async Task A_toxicity_below_1_is_refused()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();

        (System.Net.HttpStatusCode status, string answer) = await proxied.TryAddJsonAsync("""{"type": "refuse", "toxicity": 0.5}""");

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.Contains("toxicity is 1", answer, StringComparison.Ordinal);
    }
}
