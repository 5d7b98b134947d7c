using System.Collections.Immutable;
using Harness.Journal;
using Harness.Scenarios;

namespace Harness.Judging.Reading;

/// <summary>What one client was told of one topic and what it held of it, over the run: across reconnects, and through the fallback.</summary>
/// <param name="Client">Whose it is.</param>
/// <param name="Topic">Number of the topic.</param>
/// <param name="Held">Versions in the order in which they came in: each is newer than the one before.</param>
/// <param name="Pushes">What pushes announced, in the order in which they came.</param>
public sealed record Ledger(ClientRecord Client, int Topic, IReadOnlyList<(long At, long Version)> Held, ImmutableArray<Push> Pushes)
{
    /// <summary>The newest version held; 0: none.</summary>
    public long Newest => Held.Count == 0 ? 0 : Held[^1].Version;

    /// <summary>The ledgers of a client, one for each of its topics.</summary>
    public static ImmutableArray<Ledger> Of(Scenario scenario, ClientRecord client)
    {
        Dictionary<int, Entry> byTopic = [];
        for (int i = 0; i < scenario.Topics.PerClient; i++)
        {
            byTopic[scenario.TopicOf(client.Client, i)] = new Entry();
        }

        foreach (Fact fact in client.Judged)
        {
            if (fact.Kind == FactKind.VersionHeld && byTopic.TryGetValue(fact.A, out Entry? held))
            {
                held.Held.Add((fact.At, fact.C));
            }
            else if (fact.Kind == FactKind.PushSeen && byTopic.TryGetValue(fact.A, out Entry? pushed))
            {
                pushed.Add(fact);
            }
        }

        return [.. byTopic.Select(entry => new Ledger(client, entry.Key, entry.Value.Held, [.. entry.Value.Pushes]))];
    }

    /// <summary>One topic while its facts are read.</summary>
    private sealed class Entry
    {
        private readonly HashSet<long> _announced = [];
        private long _highest;

        public List<(long At, long Version)> Held { get; } = [];
        public List<Push> Pushes { get; } = [];

        public void Add(in Fact push)
        {
            PushOrder order = !_announced.Add(push.C) ? PushOrder.Duplicate : push.C < _highest ? PushOrder.OutOfOrder : PushOrder.New;
            _highest = Math.Max(_highest, push.C);
            Pushes.Add(new Push(push.At, push.C, push.B, order));
        }
    }
}

/// <summary>What a push said beside those before it. Reconnects do not make a client forget what it was told.</summary>
public enum PushOrder
{
    /// <summary>A version newer than every one announced before.</summary>
    New,

    /// <summary>A version that a push had announced to this client before, on whichever connection.</summary>
    Duplicate,

    /// <summary>A version not announced before, and older than one that was.</summary>
    OutOfOrder,
}

/// <summary>One push.</summary>
/// <param name="At">When it came.</param>
/// <param name="Version">The version it announced.</param>
/// <param name="Connection">The connection it came on.</param>
/// <param name="Order">How it stands to those before.</param>
public readonly record struct Push(long At, long Version, int Connection, PushOrder Order);
