using System.Collections.Frozen;

namespace Harness.Target;

/// <summary>The topics t0 … tN-1, and the one way to publish.</summary>
internal sealed class Topics(Counters counters, Pushes pushes, Action<string, long, long>? onPublished)
{
    public const int MaxCount = 100_000;

    private readonly Lock _configuring = new();
    private Table _table = new([], FrozenDictionary<string, Topic>.Empty);

    public IReadOnlyList<Topic> All => Volatile.Read(ref _table).InOrder;

    public Topic? Find(string name) => Volatile.Read(ref _table).ByName.GetValueOrDefault(name);

    /// <summary>Sets how many there are. Those that stay keep their versions and subscribers.</summary>
    public void SetCount(int count)
    {
        lock (_configuring)
        {
            var old = _table.InOrder;
            var topics = Enumerable.Range(0, count).Select(i => i < old.Length ? old[i] : new Topic($"t{i}")).ToArray();
            Volatile.Write(ref _table, new Table(topics, topics.ToFrozenDictionary(t => t.Name)));
        }
    }

    /// <summary>Publishes the topic's next version and tells it; or brings the topic to a version, which is nothing new if it is there already.</summary>
    /// <returns>The topic's newest version.</returns>
    public long Publish(Topic topic, long? version = null)
    {
        var (published, isNew) = topic.Publish(version, pushes, onPublished);
        if (isNew)
        {
            counters.Publication();
        }

        return published;
    }

    private sealed record Table(Topic[] InOrder, FrozenDictionary<string, Topic> ByName);
}
