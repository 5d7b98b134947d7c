using Harness.Journal;
using Harness.Target;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Peers;

/// <summary>The idle cut-off of a middle box: nginx ends a connection on which the target is silent for its <c>proxy_read_timeout</c>.</summary>
public sealed class NginxIdleTests
{
    private static readonly TimeSpan _readTimeout = TimeSpan.FromSeconds(1);

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task Without_heartbeats_the_connection_is_cut()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions(), Deadline.Token);
        await using NginxProxy nginx = await NginxProxy.StartAsync(target.HttpUri, _readTimeout);
        await using LoneWorker worker = await LoneWorker.StartAsync(LoneWorker.Policy with { Heartbeat = null }, [nginx.Endpoint]);

        await worker.CountsAsync(counts => counts.Reconnects >= 1);

        Fact[] facts = await worker.FactsAsync();
        Fact opened = Assert.Single(facts, fact => fact is { Kind: FactKind.Opened, A: 1 });
        Fact gone = Assert.Single(facts, fact => fact is { Kind: FactKind.SocketGone, A: 1 });
        Assert.Equal(CloseCause.Fin, (CloseCause)gone.B);
        Assert.InRange(gone.At - opened.At, 900_000, 10_000_000);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task With_heartbeats_shorter_than_the_timeout_it_is_not()
    {
        await using TargetServer target = await TargetServer.StartAsync(new TargetOptions(), Deadline.Token);
        await using NginxProxy nginx = await NginxProxy.StartAsync(target.HttpUri, _readTimeout);
        ClientPolicy policy = LoneWorker.Policy with { Heartbeat = LoneWorker.Policy.Heartbeat! with { Interval = _readTimeout / 4, Misses = 100 } };
        await using LoneWorker worker = await LoneWorker.StartAsync(policy, [nginx.Endpoint]);

        // Three times as long as the silence that would have been cut.
        await worker.CountsAsync(counts => counts.Heartbeats >= 13);

        Assert.DoesNotContain(await worker.FactsAsync(), fact => fact.Kind == FactKind.SocketGone);
    }
}
