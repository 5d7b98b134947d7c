using System.Net.Sockets;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class StallToxicTests
{
    [Fact]
    public async Task Holds_everything_and_delivers_it_in_order_when_removed()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "stall", "name": "cut"}""");
        for (char c = 'a'; c <= 'e'; c++)
        {
            await server.SayAsync(new string(c, 100));
        }

        await client.HearNothingAsync();
        await client.SayAsync("up");
        await server.HearAsync("up");
        await proxied.RemoveAsync("cut");

        for (char c = 'a'; c <= 'e'; c++)
        {
            await client.HearAsync(new string(c, 100));
        }

        await server.SayAsync("on");
        await client.HearAsync("on");
    }

    [Fact]
    public async Task The_senders_buffers_fill_and_nothing_of_it_is_lost()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "stall", "name": "cut"}""");
        server.Blocking = false;
        long sent = SendUntilFull(server);
        // What lies in buffers is the kernel's: the proxy has taken no more than it had asked for before.
        ToxiproxyConnection connection = Assert.Single(await proxied.Api.ListConnectionsAsync(ProxiedServer.Name, Wire.Token));
        Assert.InRange(connection.Downstream.Received, 0, 256);
        Assert.InRange(sent, 64 * 1024, long.MaxValue);

        await proxied.RemoveAsync("cut");
        server.Shutdown(SocketShutdown.Send);

        Assert.Equal(sent, await CountPatternAsync(client));
    }

    [Fact]
    public async Task An_end_that_came_meanwhile_follows_the_data()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "stall", "name": "cut"}""");
        await server.SayAsync("last words");
        server.Dispose();
        await client.HearNothingAsync();

        await proxied.RemoveAsync("cut");

        await client.HearAsync("last words");
        await client.HearFinAsync();
    }

    private static long SendUntilFull(Socket socket)
    {
        byte[] block = new byte[64 * 1024];
        long sent = 0;
        while (true)
        {
            for (int i = 0; i < block.Length; i++)
            {
                block[i] = (byte)((sent + i) % 251);
            }

            int taken = socket.Send(block, SocketFlags.None, out SocketError error);
            sent += error == SocketError.Success ? taken : 0;
            if (error == SocketError.WouldBlock && !socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite))
            {
                return sent;
            }
        }
    }

    private static async Task<long> CountPatternAsync(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        long heard = 0;
        while (await socket.ReadAsync(buffer) is > 0 and int read)
        {
            for (int i = 0; i < read; i++)
            {
                Assert.Equal((byte)((heard + i) % 251), buffer[i]);
            }

            heard += read;
        }

        return heard;
    }
}
