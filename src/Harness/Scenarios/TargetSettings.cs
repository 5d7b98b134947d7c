using System.Collections.Immutable;
using Harness.Clients;

namespace Harness.Scenarios;

/// <summary>Settings that a run gives to a target with the reference back end's control API.</summary>
public sealed record TargetSettings
{
    /// <summary>Presence: a client whose heartbeats are further apart than this is offline, and one silent for longer is swept out. Default 10 s.</summary>
    public TimeSpan PresenceThreshold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Processes that serve behind one name, each with the same topics and versions. More are started where one would run out of descriptors. From 1 to 16.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>How often silent clients are looked for: a tenth of the threshold, from 50 ms to 1 s.</summary>
    public TimeSpan PresenceSweep => TimeSpan.FromMilliseconds(Math.Clamp(PresenceThreshold.TotalMilliseconds / 10, 50, 1000));

    /// <summary>Silence of a client after which its socket is closed with 1001; null: never.</summary>
    public TimeSpan? IdleClose { get; init; }

    /// <summary>The server's own heartbeat; null: what the clients' policy asks for (<see cref="HeartbeatFor"/>).</summary>
    public ServerHeartbeatSettings? ServerHeartbeat { get; init; }

    /// <summary>Whether a restart forgets who was present. False is the bug that field notes 002 warn of: who returns counts as offline.</summary>
    public bool RestartClears { get; init; } = true;

    /// <summary>Bytes of data that every push carries beside topic and version. From 0 to 1,000,000.</summary>
    public int PushBytes { get; init; }

    /// <summary>Messages that may wait to be sent on one socket; a client that falls further behind is dropped. From 1 to 100,000.</summary>
    public int SendQueue { get; init; } = UsualSendQueue;

    private const int UsualSendQueue = 64;

    /// <summary>Sockets that each node lets in at once, further handshakes are answered 503; null: as the target was started. At least 1.</summary>
    public int? MaxClients { get; init; }

    /// <summary>Past how many clients each node answers late; null: as the target was started.</summary>
    public SlowPastSettings? SlowPast { get; init; }

    /// <summary>What the server does wrong, by the names of <see cref="ServerFlaws"/>.</summary>
    public ImmutableArray<string> Flaws { get; init; } = [];

    /// <summary>The heartbeat that the server sends to clients of a policy; null: none.</summary>
    public ServerHeartbeatSettings? HeartbeatFor(ClientPolicy policy) => ServerHeartbeat ?? ServerHeartbeatSettings.Of(policy);

    /// <summary>The keys of a scenario file that only a target with the control API can be given, as far as they are not at their defaults.</summary>
    public IEnumerable<string> KeysThatNeedControl() => new (string Key, bool Is)[]
    {
        ("idle_close", IdleClose is not null),
        ("server_heartbeat", ServerHeartbeat is not null),
        ("restart_clears", !RestartClears),
        ("push_bytes", PushBytes != 0),
        ("send_queue", SendQueue != UsualSendQueue),
        ("max_clients", MaxClients is not null),
        ("slow_past", SlowPast is not null),
        ("flaws", !Flaws.IsEmpty),
    }.Where(entry => entry.Is).Select(entry => entry.Key);

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public TargetSettings Scale(double factor) => this with
    {
        PresenceThreshold = PresenceThreshold * factor,
        IdleClose = IdleClose * factor,
        ServerHeartbeat = ServerHeartbeat?.Scale(factor),
        SlowPast = SlowPast?.Scale(factor),
    };
}

/// <summary>A server that is slow past a number of clients.</summary>
/// <param name="Clients">Sockets per node up to which answers come at once. At least 1.</param>
/// <param name="Delay">How late each answer comes with one more, growing with their number: with twice as many, twice as late. More than 0.</param>
public sealed record SlowPastSettings(int Clients, TimeSpan Delay)
{
    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public SlowPastSettings Scale(double factor) => this with { Delay = Delay * factor };
}

/// <summary>A heartbeat that the server sends down; it drops who does not answer.</summary>
/// <param name="Interval">From one to the next on each socket. More than 0.</param>
/// <param name="Timeout">How long one may stay unanswered before its socket is dropped. More than 0; null: nobody is dropped.</param>
/// <param name="Frame">A ping frame rather than the text <c>ping</c>.</param>
public sealed record ServerHeartbeatSettings(TimeSpan Interval, TimeSpan? Timeout, bool Frame = false)
{
    /// <summary>
    /// What a policy takes for granted where the server is to send the heartbeats: its interval, and for the answer what is left of the policy's own silence
    /// (an interval, where that is nothing). Clients that do not answer are not dropped. Null: the clients send them.
    /// </summary>
    public static ServerHeartbeatSettings? Of(ClientPolicy policy)
    {
        if (policy.Heartbeat is not { Sender: HeartbeatSender.Server } heartbeat)
        {
            return null;
        }

        bool frame = heartbeat.Form == HeartbeatForm.Ping;
        TimeSpan left = (heartbeat.Silence ?? TimeSpan.Zero) - heartbeat.Interval;
        return new ServerHeartbeatSettings(
            heartbeat.Interval, !frame && heartbeat.Message.Length == 0 ? null : left > TimeSpan.Zero ? left : heartbeat.Interval, frame);
    }

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public ServerHeartbeatSettings Scale(double factor) => this with { Interval = Interval * factor, Timeout = Timeout * factor };
}

/// <summary>The flaws that the reference back end can be given, by name. It holds the same list; a test compares them.</summary>
public static class ServerFlaws
{
    public static readonly ImmutableArray<string> All =
    [
        "replies-to-nothing", "replies-late", "stale-presence", "pushes-before-commit", "forgets-subscriptions", "duplicates-pushes", "reorders-pushes",
        "never-lists-presence", "keeps-presence", "serves-old-versions", "ignores-close", "accepts-but-never-opens",
        "loses-chat", "duplicates-chat", "reorders-chat", "misdelivers-chat", "accepts-expired-tokens", "accepts-forged-tokens", "hides-leavers",
    ];
}
