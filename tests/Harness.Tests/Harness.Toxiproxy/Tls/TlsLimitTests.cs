using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>Alone, because it counts the descriptors of the process.</summary>
[CollectionDefinition(nameof(CountsDescriptors), DisableParallelization = true)]
public sealed class CountsDescriptors;

/// <summary>What many connections with TLS take, and give back.</summary>
[Collection(nameof(CountsDescriptors))]
public sealed class TlsLimitTests
{
    [Fact]
    public async Task Two_hundred_at_once_talk_and_give_their_descriptors_back()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        await TalkAsync(proxied, 20);
        int before = Descriptors();

        await TalkAsync(proxied, 200);

        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0 && Descriptors() <= before + 10);
        Assert.Empty(proxied.Log.Lines);
    }

    [Fact]
    public async Task Peers_without_TLS_give_theirs_back_too()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        await BotherAsync(proxied, 5);
        int before = Descriptors();

        await BotherAsync(proxied, 40);

        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0 && Descriptors() <= before + 10);
    }

    [Fact]
    public async Task A_side_counts_as_a_connection_and_who_is_too_many_is_reset()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true, maxConnections: 3);
        (End client, _) = await proxied.ConnectAsync(true, true);

        // The reset may be there before the connect has returned.
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () => await (await proxied.Proxied.DialAsync()).ReadAsync(new byte[1]));

        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.Equal((1, 1), (proxied.Toxiproxy.Connections, proxied.Toxiproxy.Refused));
        await client.CloseAsync();
        await AgainAsync(proxied);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_costs_nothing_for_long()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true, maxConnections: 3);
        await proxied.PostAsync("""{"upstream": "127.0.0.1:1"}""");
        await RefusedAsync(proxied);
        int before = Descriptors();

        for (int n = 0; n < 40; n++)
        {
            await RefusedAsync(proxied);
        }

        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0 && Descriptors() <= before + 10);
    }

    // There is room for one connection: this waits until the one before has given its places back.
    private static async Task RefusedAsync(TlsProxied proxied)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                End client = await proxied.DialAsync(tls: true);
                await client.HearFinAsync();
                await client.CloseAsync();
                return;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Wire.Token);
            }
        }

        Assert.Fail("no place was given back");
    }

    // Its places are free once its bridges have ended too, a moment after itself.
    private static async Task AgainAsync(TlsProxied proxied)
    {
        Task<End> accepting = proxied.AcceptAsync(tls: true);
        for (int attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                End client = await proxied.DialAsync(tls: true);
                await client.SayAsync("here again");
                await (await accepting).HearAsync("here again");
                return;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Wire.Token);
            }
        }

        Assert.Fail("no place was given back");
    }

    private static async Task TalkAsync(TlsProxied proxied, int count)
    {
        Task<End>[] accepting = [.. Enumerable.Range(0, count).Select(_ => proxied.AcceptAsync(tls: true))];
        End[] clients = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => proxied.DialAsync(tls: true)));
        End[] servers = await Task.WhenAll(accepting);
        await Task.WhenAll(clients.Select(client => client.SayAsync("hello")));
        await Task.WhenAll(servers.Select(server => server.HearAsync("hello")));
        await Task.WhenAll(servers.Select(server => server.SayAsync("hello to you")));
        await Task.WhenAll(clients.Select(client => client.HearAsync("hello to you")));
        await Task.WhenAll(clients.Select(client => client.CloseAsync()));
        await Task.WhenAll(servers.Select(server => server.HearFinAsync()));
        await Task.WhenAll(servers.Select(server => server.CloseAsync()));
    }

    // Who says no TLS, who says nothing and leaves, who resets.
    private static async Task BotherAsync(TlsProxied proxied, int count)
    {
        for (int n = 0; n < count; n++)
        {
            Socket client = await proxied.Proxied.DialAsync();
            Socket server = await proxied.Proxied.AcceptAsync();
            if (n % 3 == 0)
            {
                await client.SayAsync("this is no ClientHello");
                await server.HearFinAsync();
            }

            client.Close(n % 3);
            server.Dispose();
        }
    }

    private static int Descriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
}
