using System.Collections.Frozen;

namespace Harness.Target;

/// <summary>The topics t0 … tN-1, and the one way to publish.</summary>
internal sealed class Topics(Counters counters, Action<string, long, long>? onPublished)
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

    /// <summary>Publishes the topic's next version and tells it.</summary>
    public long Publish(Topic topic)
    {
        counters.Publication();
        return topic.Publish(onPublished);
    }

    private sealed record Table(Topic[] InOrder, FrozenDictionary<string, Topic> ByName);
}
