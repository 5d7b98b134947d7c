using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging.Impacts;
using Harness.Judging.Reading;

namespace Harness.Judging.Chat;

/// <summary>What one member's list of a group said wrongly of another: it missed one who was there, or held one who was gone.</summary>
/// <param name="At">By when it had to be right.</param>
public readonly record struct StaleEntry(int Observer, int Group, int Member, bool IsMissing, long At);

/// <summary>
/// Whether members know who is there. An observer that stays has two seconds (<see cref="Settle"/>) to be told of each coming and going of another member that lasts as long.
/// Comings count from the later of the two welcomes; goings from a loss that the server or the network told (a client that finds out by itself knows it before the server may).
/// Left out is what falls into a fault on the cohort of the observer, and comings during one on the member's own.
/// </summary>
public sealed class GroupLists(ChatLedger ledger, ImmutableArray<ClientRecord> clients, ImmutableArray<FaultImpact> faults, JudgedTime time)
{
    /// <summary>µs. Servers may gather what changes; the reference back end does so for at most one second.</summary>
    public const long Settle = 2_000_000;

    /// <summary>Everything wrong in what one member was told.</summary>
    public IEnumerable<StaleEntry> StaleOf(ClientRecord observer)
    {
        ImmutableArray<ChatStay> stays = ledger.StaysOf(observer.Client);
        if (stays.IsEmpty)
        {
            yield break;
        }

        var told = new Told(observer);
        foreach (int group in ledger.Roster.GroupsOf(observer.Client))
        {
            foreach (int member in ledger.Roster.MembersOf(group).Where(member => member != observer.Client))
            {
                foreach (ChatStay stay in stays)
                {
                    foreach ((long from, bool isIn) in TurnsOf(clients[member], stay))
                    {
                        long by = from + Settle;
                        if (Lasts(observer, stay.LostAt, by) && !IsDisturbed(observer, from, by) && !(isIn && IsDisturbed(clients[member], from, by))
                            && told.Lists(group, member, stay.Connection, by) != isIn)
                        {
                            yield return new StaleEntry(observer.Client, group, member, isIn, by);
                        }
                    }
                }
            }
        }
    }

    /// <summary>When a member came or went, as far as an observer on that stay has to know and the state lasted.</summary>
    private IEnumerable<(long From, bool IsIn)> TurnsOf(ClientRecord member, ChatStay observed)
    {
        ImmutableArray<ChatStay> stays = ledger.StaysOf(member.Client);
        for (int i = 0; i < stays.Length; i++)
        {
            ChatStay stay = stays[i];
            long came = Math.Max(stay.Joined, observed.Joined);
            if (came < observed.LostAt && Lasts(member, stay.LostAt, came + Settle))
            {
                yield return (came, true);
            }

            long next = i + 1 < stays.Length ? stays[i + 1].Joined : member.Until;
            if (member.Connections.First(connection => connection.Number == stay.Connection) is { Told: true, Gone: { } gone }
                && gone >= observed.Joined && next >= gone + Settle && member.Until >= gone + Settle)
            {
                yield return (gone, false);
            }
        }
    }

    private bool Lasts(ClientRecord client, long lostAt, long until) => Math.Min(Math.Min(lostAt, client.Until), time.End) >= until;

    private bool IsDisturbed(ClientRecord client, long from, long to)
    {
        foreach (FaultImpact fault in faults)
        {
            if (fault.Windows.TryGetValue(client.Cohort, out FaultWindow? window) && window.OnsetRequest <= to && (window.RemovalAck ?? window.OnsetAck) >= from)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What one observer's lists said, by connection.</summary>
    private sealed class Told
    {
        private readonly Dictionary<(int Group, int Member, long Connection), List<(long At, bool IsIn)>> _entries = [];

        public Told(ClientRecord observer)
        {
            foreach (Fact fact in observer.Judged)
            {
                if (fact.Kind == FactKind.ChatListed)
                {
                    if (!_entries.TryGetValue((fact.A, fact.B, fact.C), out List<(long At, bool IsIn)>? told))
                    {
                        _entries.Add((fact.A, fact.B, fact.C), told = []);
                    }

                    told.Add((fact.At, fact.D != 0));
                }
            }
        }

        public bool Lists(int group, int member, int connection, long at) =>
            _entries.TryGetValue((group, member, connection), out List<(long At, bool IsIn)>? told) && told.LastOrDefault(entry => entry.At <= at).IsIn;
    }
}
