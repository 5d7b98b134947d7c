using System.Net;
using System.Net.Sockets;
using Harness.Clients;
using Harness.Clients.Sockets;

namespace Harness.Tests.Clients.Sockets;

/// <summary>What the system is asked for, read back from it.</summary>
public sealed class KeepAliveProbesTests
{
    [Fact]
    public void The_system_has_the_policys_times_in_whole_seconds()
    {
        using Socket socket = DialAddress.Open(new IPEndPoint(IPAddress.Loopback, 1));
        KeepAliveProbes.SwitchOn(socket, new TcpKeepAlivePolicy { Time = TimeSpan.FromSeconds(7.2), Interval = TimeSpan.FromMilliseconds(300), Probes = 4 });

        Assert.Equal((1, 8, 1, 4), Options(socket));
    }

    [Fact]
    public void Without_a_policy_there_are_no_probes()
    {
        using Socket socket = DialAddress.Open(new IPEndPoint(IPAddress.Loopback, 1));
        KeepAliveProbes.SwitchOn(socket, null);

        Assert.Equal(0, Options(socket).On);
    }

    /// <summary>A client's own sockets have them: the kernel's list shows a keep-alive timer (2) on the connection, and none on that of a client without.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sockets_of_a_client_have_a_timer_for_them(bool probes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the list is Linux's");
        await using var server = new ScriptedServer();
        ClientPolicy policy = LoneWorker.Policy with
        {
            Heartbeat = null,
            TcpKeepAlive = probes ? new TcpKeepAlivePolicy { Time = TimeSpan.FromMinutes(5), Interval = TimeSpan.FromSeconds(1), Probes = 3 } : null,
        };
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [server.Endpoint]);
        await server.OpenedAsync();

        Assert.Equal(probes, await HasTimerAsync(server.Endpoint.Port, wanted: probes));
    }

    private static (int On, int Time, int Interval, int Probes) Options(Socket socket) => (
        (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0 ? 1 : 0,
        (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!,
        (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!,
        (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)!);

    /// <summary>Other timers may stand in its place for a moment: looked at until it is as wanted, or time is up.</summary>
    private static async Task<bool> HasTimerAsync(int port, bool wanted)
    {
        for (int look = 0; look < 500; look++)
        {
            bool has = File.ReadLines("/proc/net/tcp").Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Any(fields => fields[2].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[3] == "01" && fields[5].StartsWith("02:", StringComparison.Ordinal));
            if (has == wanted)
            {
                return has;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Deadline.Token);
        }

        return !wanted;
    }
}
