using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Harness.Target;

/// <summary>How the reference back end is set up.</summary>
public sealed record TargetOptions
{
    /// <summary>IP address to listen on, or "localhost".</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>Number of topics at start, t0 … tN-1. Range 0–100,000.</summary>
    public int Topics { get; init; } = 20;

    /// <summary>Fallback interval served to clients by GET /config: how long without a push before they poll.</summary>
    public TimeSpan LoopTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gap between two heartbeats of a client from which on it counts as offline, and silence after which its id is dropped.</summary>
    public TimeSpan PresenceThreshold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often silent ids are looked for.</summary>
    public TimeSpan PresenceSweep { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Presence is empty after a crash. Without, who was there is kept: the bug that 002 warns of.</summary>
    public bool RestartClears { get; init; } = true;

    /// <summary>Silence after which a socket is closed with 1001; zero never does.</summary>
    public TimeSpan IdleClose { get; init; }

    /// <summary>The server's own heartbeat; null sends none.</summary>
    public ServerHeartbeat? ServerHeartbeat { get; init; }

    /// <summary>Who may open a socket; null lets everybody in.</summary>
    public TargetAuth? Auth { get; init; }

    /// <summary>Sockets that may be open at once; further handshakes are answered 503. 0: any number.</summary>
    public int MaxClients { get; init; }

    /// <summary>Past how many clients answers come late, and how late; null: never.</summary>
    public SlowPast? SlowPast { get; init; }

    /// <summary>The key by which the chat room's tokens are signed, at least 32 bytes; empty: one that nobody knows.</summary>
    public ImmutableArray<byte> ChatSecret { get; init; } = [];

    /// <summary>How long a token of POST /login is good for, at most.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Share of topic requests and of handshakes that is answered 503, 0 to 1.</summary>
    public double Busy { get; init; }

    /// <summary>Share of pushes that never goes out, 0 to 1.</summary>
    public double LosePushes { get; init; }

    /// <summary>What it does wrong.</summary>
    public ImmutableArray<TargetFlaw> Flaws { get; init; } = [];

    /// <summary>In place of the flaws' own delays.</summary>
    public TimeSpan? FlawDelay { get; init; }

    /// <summary>Longest client message, in bytes; a longer one is closed with 1009.</summary>
    public int MaxMessageLength { get; init; } = 64 * 1024;

    /// <summary>Messages waiting to be sent on one socket; a socket that falls further behind is dropped. Range 1–100,000.</summary>
    public int SendQueue { get; init; } = 64;

    internal const int LongestSendQueue = 100_000;

    /// <summary>Connections that may wait to be accepted.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>
    /// Told of each publication: topic, version, and a <see cref="System.Diagnostics.Stopwatch"/> timestamp taken before any client could see the version.
    /// Called on the publishing thread, in order of versions per topic; must be quick.
    /// </summary>
    public Action<string, long, long>? OnPublished { get; init; }

    /// <summary>Clock of presence, publisher and long polls.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where Kestrel's and this server's problems are logged; nowhere unless given.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
