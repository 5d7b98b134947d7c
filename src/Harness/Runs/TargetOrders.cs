using System.Collections.Immutable;
using Harness.Clients;
using Harness.Faults;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>What a run orders from a target with the reference back end's control API: the scenario's settings at the start, the faults' orders on the way.</summary>
internal sealed class TargetOrders(TargetAccess target, int seed) : IFaultTarget
{
    /// <summary>The longest time that the control API takes: who need not answer is dropped after a day.</summary>
    private static readonly TimeSpan _never = TimeSpan.FromDays(1);

    private bool _hasChatKey;

    /// <summary>
    /// Gives the target as many topics as the scenario has, and its settings. What the scenario does not say is switched off: a run before it may have said otherwise.
    /// </summary>
    /// <param name="secret">The key of the chat room's tokens, for a scenario that has one.</param>
    public async Task ConfigureAsync(Scenario scenario, byte[] secret, CancellationToken cancellation)
    {
        TargetSettings settings = scenario.Target;
        ServerHeartbeatSettings? heartbeat = scenario.Populations.Select(population => settings.HeartbeatFor(population.Clients.Policy)).FirstOrDefault(asked => asked is not null);
        await ClearAsync(cancellation).ConfigureAwait(false);
        await target.OrderAsync("topics", new { count = scenario.Topics.Count }, cancellation).ConfigureAwait(false);
        await target.OrderAsync(
            "config",
            new
            {
                presenceThreshold = settings.PresenceThreshold.TotalMilliseconds,
                loopTime = scenario.Populations.Min(population => population.Clients.Policy.Fallback?.OnPushSilence)?.TotalMilliseconds,
                idleCloseMs = settings.IdleClose?.TotalMilliseconds ?? 0,
                restartClears = settings.RestartClears,
                pushBytes = settings.PushBytes,
                sendQueue = settings.SendQueue,
                // A limit that the scenario does not speak of is the target's own: what a run before it may have set is taken back.
                ownLimits = true,
                maxClients = settings.MaxClients,
                slowPast = settings.SlowPast is { } slow ? new { clients = slow.Clients, delayMs = slow.Delay.TotalMilliseconds } : null,
                serverHeartbeat = heartbeat is null
                    ? new { intervalMs = 0.0, timeoutMs = (double?)null, form = "text" }
                    : new
                    {
                        intervalMs = heartbeat.Interval.TotalMilliseconds,
                        timeoutMs = (double?)(heartbeat.Timeout ?? _never).TotalMilliseconds,
                        form = heartbeat.Frame ? "frame" : "text",
                    },
            },
            cancellation).ConfigureAwait(false);
        if (scenario.Chat is not null)
        {
            _hasChatKey = true;
            await target.OrderAsync("config", new { chat = new { secret = Convert.ToBase64String(secret) } }, cancellation).ConfigureAwait(false);
        }

        await target.OrderAsync("flaws", new { names = settings.Flaws }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes back what faults have ordered, and gives the chat room its own key again: its other members have tokens of that one.</summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        await RestoreAsync(null, cancellation).ConfigureAwait(false);
        await target.OrderAsync("config", new { auth = new { mode = "off" } }, cancellation).ConfigureAwait(false);
        if (_hasChatKey)
        {
            await target.OrderAsync("config", new { chat = new { own = true } }, cancellation).ConfigureAwait(false);
        }

        await LosePushesAsync(0, [], cancellation).ConfigureAwait(false);
        await SetBusyAsync(0, 0, cancellation).ConfigureAwait(false);
    }

    public Task MuteAsync(ImmutableArray<int> clients, CancellationToken cancellation) =>
        target.OrderAsync("mute", new { muted = true, clients = Ids(clients) }, cancellation);

    public Task LosePushesAsync(double share, ImmutableArray<int> clients, CancellationToken cancellation) =>
        target.OrderAsync("lose-pushes", new { share, seed, clients = Ids(clients) }, cancellation);

    public async Task SetBusyAsync(double handshakes, double requests, CancellationToken cancellation)
    {
        await target.OrderAsync("busy", new { share = handshakes, seed, of = "handshakes" }, cancellation).ConfigureAwait(false);
        await target.OrderAsync("busy", new { share = requests, seed, of = "requests" }, cancellation).ConfigureAwait(false);
    }

    public Task CrashAsync(TimeSpan atMost, int? node, CancellationToken cancellation) =>
        target.OrderAsync("crash", new { forMs = atMost.TotalMilliseconds }, cancellation, node);

    public Task RestoreAsync(int? node, CancellationToken cancellation) => target.OrderAsync("restore", new { }, cancellation, node);

    public async Task RefuseAsync(bool byMessage, ImmutableArray<int> clients, CancellationToken cancellation)
    {
        string[] refused = Ids(clients);
        // Refused first, dropped then: nobody slips in between.
        await target.OrderAsync("config", new { auth = new { mode = byMessage ? "message" : "status", refuse = refused } }, cancellation).ConfigureAwait(false);
        await target.OrderAsync("drop", new { clients = refused }, cancellation).ConfigureAwait(false);
    }

    private static string[] Ids(ImmutableArray<int> clients) => [.. clients.Select(TargetProtocol.ClientId)];
}
