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
    private TopicVersion? _before;
    private long _movedAt;
    private long _published;
    private Held? _held;
    private TaskCompletionSource _moved = NewSignal();

    public string Name => name;

    public TopicVersion Current => Volatile.Read(ref _current);

    /// <summary>Completes when the version after the one read *afterwards* is there: take it before reading <see cref="Current"/>.</summary>
    public Task Moved => Volatile.Read(ref _moved).Task;

    /// <summary>The version before the current one until that is <paramref name="age"/> old.</summary>
    public TopicVersion Older(TimeSpan age, TimeProvider time)
    {
        lock (_order)
        {
            return _before is { } before && time.GetElapsedTime(_movedAt) < age ? before : _current;
        }
    }

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

    /// <summary>Makes a version: recorded first, then readable, then pushed.</summary>
    /// <param name="version">The version to make; null makes the next one. One that is there already, or is older, is not published again.</param>
    /// <param name="pushes">How it gets to the subscribers.</param>
    /// <param name="onPublished">Told of it before anybody can see it.</param>
    /// <returns>The topic's newest version, and whether it was made now.</returns>
    public (long Version, bool IsNew) Publish(long? version, Pushes pushes, Action<string, long, long>? onPublished)
    {
        lock (_order)
        {
            if (version <= _published)
            {
                return (_published, false);
            }

            var next = TopicVersion.Of(name, version ?? (_published + 1));
            _published = next.Version;
            onPublished?.Invoke(name, next.Version, Stopwatch.GetTimestamp());
            if (pushes.Flaws.Delay(TargetFlaws.PushesBeforeCommit) is { } delay)
            {
                Tell(next.Version, pushes);
                pushes.Later.After(delay, () => CommitLate(next, pushes.Time));
            }
            else
            {
                // Who waits is woken when the pushes are out.
                var moved = Commit(next, pushes.Time);
                Tell(next.Version, pushes);
                moved.SetResult();
            }

            return (next.Version, true);
        }
    }

    private void CommitLate(TopicVersion next, TimeProvider time)
    {
        lock (_order)
        {
            if (next.Version > _current.Version)
            {
                Commit(next, time).SetResult();
            }
        }
    }

    private TaskCompletionSource Commit(TopicVersion next, TimeProvider time)
    {
        (_before, _movedAt) = (_current, time.GetTimestamp());
        Volatile.Write(ref _current, next);
        return Interlocked.Exchange(ref _moved, NewSignal());
    }

    private void Tell(long version, Pushes pushes)
    {
        var push = JsonSerializer.SerializeToUtf8Bytes(new ChangedEvent("changed", name, version, pushes.Data), TargetJson.Default.ChangedEvent);
        if (_held is { } held)
        {
            // Its neighbour is here: this one overtakes it.
            _held = null;
            Send(version, push, pushes);
            Send(held.Version, held.Push, pushes, held.Clients.Includes);
        }
        else if (pushes.Flaws.Reordered is { } clients)
        {
            var holding = _held = new Held(version, push, clients);
            Send(version, push, pushes, client => !clients.Includes(client));
            pushes.Later.After(pushes.Flaws.Delay(TargetFlaws.ReordersPushes) ?? TimeSpan.Zero, () => LetGo(holding, pushes));
        }
        else
        {
            Send(version, push, pushes);
        }
    }

    /// <summary>No neighbour came.</summary>
    private void LetGo(Held holding, Pushes pushes)
    {
        lock (_order)
        {
            if (_held == holding)
            {
                _held = null;
                Send(holding.Version, holding.Push, pushes, holding.Clients.Includes);
            }
        }
    }

    private void Send(long version, byte[] push, Pushes pushes, Func<string?, bool>? to = null)
    {
        foreach (var session in Subscribers())
        {
            if (to is null || to(session.Client))
            {
                pushes.Send(session, name, version, push);
            }
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

    /// <summary>A push that waits to be overtaken, and by whom it is missed meanwhile.</summary>
    private sealed record Held(long Version, byte[] Push, Selection Clients);
}
