using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>
/// What the target published, per topic; versions grow with time. Of somebody else's server, which does not tell, it is what some client saw: a version
/// was published at latest when the first client heard of it. What nobody saw is missing, so what is counted over it is a lower bound.
/// </summary>
public sealed class Publications
{
    private readonly Dictionary<int, List<(long At, long Version)>> _byTopic = [];

    /// <param name="bySeen">Whether the versions that clients saw stand for the publications, if the target told none. Those of the drain do not count:
    /// such a server goes on publishing, and who has not heard of the last of it by the end has lost nothing.</param>
    public Publications(RunJournal journal, JudgedTime time, bool bySeen = false)
    {
        Add(journal, time.End, kind => kind == FactKind.Published);
        AreKnown = _byTopic.Count > 0;
        if (!AreKnown && bySeen)
        {
            AreSeen = true;
            Add(journal, time.Drain, kind => kind is FactKind.PushSeen or FactKind.VersionHeld);
        }
    }

    /// <summary>Whether the target told what it published: one without a control API does not.</summary>
    public bool AreKnown { get; }

    /// <summary>Whether they are what clients saw.</summary>
    public bool AreSeen { get; }

    private void Add(RunJournal journal, long until, Func<FactKind, bool> tells)
    {
        foreach (Fact fact in journal.Facts)
        {
            if (!tells(fact.Kind) || fact.At >= until)
            {
                continue;
            }

            if (!_byTopic.TryGetValue(fact.A, out List<(long At, long Version)>? versions))
            {
                _byTopic.Add(fact.A, versions = []);
            }

            if (versions.Count == 0 || fact.C > versions[^1].Version)
            {
                versions.Add((fact.At, fact.C));
            }
        }
    }

    /// <summary>Every publication of a topic, oldest first.</summary>
    public IReadOnlyList<(long At, long Version)> Of(int topic) => _byTopic.TryGetValue(topic, out List<(long At, long Version)>? versions) ? versions : [];

    /// <summary>When a topic was published after one instant and before another, oldest first.</summary>
    public IEnumerable<long> Within(int topic, long from, long to)
    {
        IReadOnlyList<(long At, long Version)> versions = Of(topic);
        for (int i = FirstIndex(versions, entry => entry.At > from); i < versions.Count && versions[i].At < to; i++)
        {
            yield return versions[i].At;
        }
    }

    /// <summary>The newest version published at or before an instant; 0: none.</summary>
    public long VersionAt(int topic, long at)
    {
        IReadOnlyList<(long At, long Version)> versions = Of(topic);
        int later = FirstIndex(versions, entry => entry.At > at);
        return later == 0 ? 0 : versions[later - 1].Version;
    }

    /// <summary>The index of the oldest publication newer than <paramref name="version"/>; the number of publications if there is none.</summary>
    public int IndexAfter(int topic, long version) => FirstIndex(Of(topic), entry => entry.Version > version);

    private static int FirstIndex(IReadOnlyList<(long At, long Version)> versions, Func<(long At, long Version), bool> holds)
    {
        int low = 0, high = versions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = holds(versions[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
