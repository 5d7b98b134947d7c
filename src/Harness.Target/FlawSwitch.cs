using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Harness.Target;

/// <summary>Which flaws are on. While none is, asking costs the reading of one field.</summary>
internal sealed class FlawSwitch
{
    private volatile Active? _active;

    /// <summary>Replaces what is on.</summary>
    /// <param name="flaws">None switches all of them off.</param>
    /// <param name="delay">In place of the flaws' own delays.</param>
    /// <param name="hit">The clients that those flaws hit which concern a socket.</param>
    /// <param name="open">The sockets that are open now; what they have done counts.</param>
    public void Set(IReadOnlyCollection<TargetFlaw> flaws, TimeSpan? delay, Selection hit, IEnumerable<SocketSession> open)
    {
        var active = flaws.Count == 0 ? null : new Active(flaws.ToFrozenSet(), delay, hit);
        if (active is not null && flaws.Contains(TargetFlaws.ForgetsSubscriptions))
        {
            foreach (var session in open)
            {
                if (session is { HasSubscribed: true, Client: { } id })
                {
                    active.FirstSubscribed.TryAdd(id, session);
                }
            }
        }

        _active = active;
    }

    public bool IsOn(TargetFlaw flaw) => _active is { } active && active.Flaws.Contains(flaw);

    public bool IsOn(TargetFlaw flaw, string? client) => _active is { } active && active.Has(flaw, client);

    /// <summary>The delay of a flaw that is on, or null.</summary>
    public TimeSpan? Delay(TargetFlaw flaw) => _active is { } active && active.Flaws.Contains(flaw) ? active.Delay ?? flaw.Delay : null;

    public TimeSpan? Delay(TargetFlaw flaw, string? client) => _active is { } active && active.Has(flaw, client) ? active.Delay ?? flaw.Delay : null;

    /// <summary>Who gets the pushes of a topic in the wrong order; null where nobody does.</summary>
    public Selection? Reordered => _active is { } active && active.Flaws.Contains(TargetFlaws.ReordersPushes) ? active.Hit : null;

    /// <summary>True if this is not the first socket on which the client subscribes, and the server forgets such subscriptions.</summary>
    public bool Forgets(SocketSession session) =>
        _active is { } active && session.Client is { } id && active.Has(TargetFlaws.ForgetsSubscriptions, id) && active.FirstSubscribed.GetOrAdd(id, session) != session;

    private sealed record Active(FrozenSet<TargetFlaw> Flaws, TimeSpan? Delay, Selection Hit)
    {
        /// <summary>The socket on which each id subscribed first.</summary>
        public ConcurrentDictionary<string, SocketSession> FirstSubscribed { get; } = [];

        public bool Has(TargetFlaw flaw, string? client) => Flaws.Contains(flaw) && Hit.Includes(client);
    }
}
