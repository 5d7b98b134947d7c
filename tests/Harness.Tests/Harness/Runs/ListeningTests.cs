using System.Net;
using System.Net.Sockets;
using Harness.Runs;

namespace Harness.Tests.Runs;

/// <summary><c>--wait</c>: servers that come up while the run waits for them.</summary>
public sealed class ListeningTests
{
    [Fact]
    public async Task A_server_that_comes_late_is_waited_for_and_announced_once()
    {
        int port = Cli.OtherServer.ClosedPort();
        using var server = new TcpListener(IPAddress.Loopback, port);
        var announced = new List<string>();
        var isAnnounced = new TaskCompletionSource();

        Task waiting = Listening.WaitAsync(
            new RunOptions
            {
                Target = new Uri($"ws://127.0.0.1:{port}/socket"),
                Toxiproxies = [new Uri($"http://127.0.0.1:{port}")],
                Wait = TimeSpan.FromMinutes(10),
                Announce = line =>
                {
                    announced.Add(line);
                    isAnnounced.TrySetResult();
                },
            },
            TestContext.Current.CancellationToken);
        await isAnnounced.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        server.Start();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal([$"Waiting for 127.0.0.1:{port} …"], announced);
    }

    [Fact]
    public async Task Nobody_is_waited_for_longer_than_asked_or_without_being_asked()
    {
        var nobody = new Uri($"ws://127.0.0.1:{Cli.OtherServer.ClosedPort()}/socket");
        await Listening.WaitAsync(new RunOptions { Target = nobody, Wait = TimeSpan.FromMilliseconds(300) }, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Listening.WaitAsync(new RunOptions { Target = nobody }, TestContext.Current.CancellationToken);
    }
}
