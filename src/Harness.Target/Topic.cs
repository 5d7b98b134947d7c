using System.Diagnostics;
using System.Text.Json;

namespace Harness.Target;

/// <summary>One version of a topic, encoded once for everybody who asks.</summary>
internal sealed record TopicVersion(long Version, byte[] Body, string ETag)
{
    public static TopicVersion Of(string topic, long version) => new(
        version,
        JsonSerializer.SerializeToUtf8Bytes(new TopicAnswer(topic, version, new TopicData(version)), TargetJson.Default.TopicAnswer),
        $"\"v{version}\"");
}

/// <summary>A topic: its current version, who is told of the next one, and who waits for it.</summary>
internal sealed class Topic(string name)
{
    // Two locks, because a push may end a session on this very thread, which then unsubscribes here and elsewhere:
    // publishers take _order and then _membership, sessions take _membership only.
    private readonly Lock _order = new();
    private readonly Lock _membership = new();
    private readonly HashSet<SocketSession> _subscribers = [];
    private SocketSession[]? _snapshot;
    private TopicVersion _current = TopicVersion.Of(name, 0);
    private TaskCompletionSource _moved = NewSignal();

    public string Name => name;

    public TopicVersion Current => Volatile.Read(ref _current);

    /// <summary>Completes when the version after the one read *afterwards* is there: take it before reading <see cref="Current"/>.</summary>
    public Task Moved => Volatile.Read(ref _moved).Task;

    public void Subscribe(SocketSession session)
    {
        lock (_membership)
        {
            if (_subscribers.Add(session))
            {
                _snapshot = null;
            }
        }
    }

    public void Unsubscribe(SocketSession session)
    {
        lock (_membership)
        {
            if (_subscribers.Remove(session))
            {
                _snapshot = null;
            }
        }
    }

    /// <summary>Makes the next version: recorded first, then readable, then pushed.</summary>
    public long Publish(Action<string, long, long>? onPublished)
    {
        lock (_order)
        {
            var next = TopicVersion.Of(name, _current.Version + 1);
            var push = JsonSerializer.SerializeToUtf8Bytes(new ChangedEvent("changed", name, next.Version), TargetJson.Default.ChangedEvent);
            onPublished?.Invoke(name, next.Version, Stopwatch.GetTimestamp());
            Volatile.Write(ref _current, next);
            var moved = Interlocked.Exchange(ref _moved, NewSignal());
            foreach (var session in Subscribers())
            {
                session.Send(push);
            }

            moved.SetResult();
            return next.Version;
        }
    }

    private SocketSession[] Subscribers()
    {
        lock (_membership)
        {
            return _snapshot ??= [.. _subscribers];
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
