using System.Collections;
using System.Collections.Concurrent;

namespace Harness.Target;

/// <summary>The open sockets.</summary>
internal sealed class Sessions : IReadOnlyCollection<SocketSession>
{
    private readonly ConcurrentDictionary<SocketSession, Task> _open = new();

    public int Count => _open.Count;

    /// <summary>Adds one that ends with <paramref name="ended"/>.</summary>
    public void Add(SocketSession session, Task ended) => _open[session] = ended;

    public void Remove(SocketSession session) => _open.TryRemove(session, out _);

    /// <summary>How many there are, and when all of these have ended.</summary>
    public (int Count, Task Ended) AllEnded()
    {
        Task[] ended = [.. _open.Values];
        return (ended.Length, Task.WhenAll(ended));
    }

    /// <returns>How many open sockets the clients had.</returns>
    public int ForEach(Selection clients, Action<SocketSession> act)
    {
        var found = 0;
        foreach (var session in this)
        {
            if (clients.Includes(session.Client))
            {
                act(session);
                found++;
            }
        }

        return found;
    }

    public IEnumerator<SocketSession> GetEnumerator()
    {
        foreach (var (session, _) in _open)
        {
            yield return session;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
