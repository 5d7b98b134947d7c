using System.Collections.Immutable;

namespace Harness.Clients;

/// <summary>A known defect, put into the policy that a client plays while it is judged by the sound one: a harness that cannot fail is worth nothing.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Meaning">One line for <c>harness presets</c>.</param>
/// <param name="Apply">The sound policy to the defective one.</param>
public sealed record ClientFlaw(string Name, string Meaning, Func<ClientPolicy, ClientPolicy> Apply);

/// <summary>Every flaw there is. Each is pure data: the client machine does not know that it plays a bad client.</summary>
public static class ClientFlaws
{
    public static readonly ImmutableArray<ClientFlaw> All =
    [
        new("never-declares", "sends heartbeats, but never declares a connection dead",
            policy => policy with { Heartbeat = policy.Heartbeat is { } h ? h with { Misses = null, ReplyTimeout = null, Silence = null } : null }),
        new("one-round-too-many", "declares one heartbeat later than its policy says",
            policy => policy with { Heartbeat = policy.Heartbeat is { } h ? h with { Misses = h.Misses + 1, ReplyTimeout = h.ReplyTimeout + h.Interval, Silence = h.Silence + h.Interval } : null }),
        new("never-polls", "has no fallback, whatever its policy says",
            policy => policy with { Fallback = null }),
        new("never-fetches-on-open", "subscribes after reopening, but does not fetch what it missed",
            policy => policy with { FetchOnOpen = false }),
        new("impatient", "declares a connection dead when an answer takes longer than a tenth of the interval",
            policy => policy with { Heartbeat = policy.Heartbeat is { } h ? Impatient(h) : null }),
    ];

    private static readonly Dictionary<string, ClientFlaw> _byName = All.ToDictionary(flaw => flaw.Name, StringComparer.Ordinal);

    /// <summary>Where the server sends the heartbeats there is no reply to wait for: the next heartbeat may be late by a tenth.</summary>
    private static HeartbeatPolicy Impatient(HeartbeatPolicy sound) => sound.Sender == HeartbeatSender.Server
        ? sound with { Misses = null, ReplyTimeout = null, Silence = sound.Interval * 1.1, CheckEvery = TimeSpan.Zero }
        : sound with { Misses = null, ReplyTimeout = sound.Interval / 10, Silence = null };

    /// <summary>The flaw of that name, or null.</summary>
    public static ClientFlaw? Find(string name) => _byName.GetValueOrDefault(name);
}
