using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Tls;

namespace Harness.Tests.Toxiproxy.Tls;

public sealed class LoopbackPairsTests
{
    [Fact]
    public async Task The_two_are_connected_to_each_other()
    {
        using var pairs = new LoopbackPairs();

        (Socket first, Socket second) = pairs.Make();

        using (first)
        using (second)
        {
            await first.SayAsync("there");
            await second.HearAsync("there");
            await second.SayAsync("back");
            await first.HearAsync("back");
            Assert.Equal(first.LocalEndPoint, second.RemoteEndPoint);
        }
    }

    [Fact]
    public async Task A_stranger_on_the_listener_never_becomes_one_of_a_pair()
    {
        using var pairs = new LoopbackPairs();
        (Socket one, Socket other) = pairs.Make();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await stranger.ConnectAsync(pairs.Address!, Wire.Token);

        (Socket first, Socket second) = pairs.Make();

        Assert.Equal(first.LocalEndPoint, second.RemoteEndPoint);
        Assert.NotEqual(stranger.LocalEndPoint, second.RemoteEndPoint);
        await stranger.HearFinAsync();
        Array.ForEach([one, other, first, second], socket => socket.Dispose());
    }

    [Fact]
    public void It_listens_within_the_machine_only()
    {
        using var pairs = new LoopbackPairs();
        (Socket first, Socket second) = pairs.Make();
        using (first)
        using (second)
        {
            Assert.Equal(IPAddress.Loopback, ((IPEndPoint)pairs.Address!).Address);
        }
    }
}
