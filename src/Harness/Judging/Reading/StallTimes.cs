using System.Collections.Immutable;
using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>Stalls of our own roles inside the judged time.</summary>
public sealed class StallTimes
{
    /// <summary>Overlapping stalls joined, in order.</summary>
    private readonly List<(long From, long To)> _joined = [];

    public StallTimes(RunJournal journal, JudgedTime time)
    {
        All = [.. journal.Facts
            .Where(fact => fact.Kind == FactKind.Stall && fact.At > time.Load && fact.C < time.End)
            .OrderBy(fact => fact.C)
            .Select(fact => (RoleName(journal, fact.Role), fact.C, fact.At))];
        foreach ((_, long from, long to) in All)
        {
            if (_joined.Count > 0 && from <= _joined[^1].To)
            {
                _joined[^1] = (_joined[^1].From, Math.Max(_joined[^1].To, to));
            }
            else
            {
                _joined.Add((from, to));
            }
        }

        // A stall counts for every client, so clients cancel out: duration × clients ÷ (judged time × clients).
        double stalled = _joined.Sum(stall => (double)(Math.Min(stall.To, time.End) - Math.Max(stall.From, time.Load)));
        Share = time.Length == 0 ? 0 : stalled / time.Length;
    }

    /// <summary>Every stall with its role, by its beginning.</summary>
    public ImmutableArray<(string Role, long From, long To)> All { get; }

    /// <summary>Share of the judged client-seconds that overlap a stall, 0 to 1.</summary>
    public double Share { get; }

    /// <summary>Whether any stall overlaps the time from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public bool Overlap(long from, long to)
    {
        int low = 0, high = _joined.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _joined[middle].To < from ? (middle + 1, high) : (low, middle);
        }

        return low < _joined.Count && _joined[low].From <= to;
    }

    /// <summary>How much of the time from <paramref name="from"/> to <paramref name="to"/> is in stalls, µs.</summary>
    public long Within(long from, long to) => _joined.Sum(stall => Math.Max(0, Math.Min(stall.To, to) - Math.Max(stall.From, from)));

    private static string RoleName(RunJournal journal, int role) =>
        role >= 0 && role < journal.Roles.Length ? journal.Roles[role] : $"role {role}";
}
