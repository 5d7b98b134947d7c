using System.Runtime.CompilerServices;

namespace Harness.Clients;

/// <summary>
/// The last eight heartbeats of a client, for the evidence of a loss: when each was due, sent and answered. 104 bytes, because every
/// client carries one: times are tenths of milliseconds since the worker began (119 hours fit), 0 for not.
/// </summary>
internal struct HeartbeatTrail
{
    private const int Length = 8;
    private const long Unit = 100;

    private Entries _due;
    private Entries _sent;
    private Entries _answered;
    private int _count;
    private int _answeredCount;

    /// <summary>A new connection: heartbeats of the old one can no longer be answered.</summary>
    public void Reset() => _count = _answeredCount = 0;

    /// <summary>A heartbeat went out.</summary>
    /// <param name="due">When it was due, µs since the worker began.</param>
    /// <param name="sent">When it was sent, likewise.</param>
    public void Sent(long due, long sent)
    {
        int at = _count++ % Length;
        _due[at] = Pack(due);
        _sent[at] = Pack(sent);
        _answered[at] = 0;
        // Answers come in the order of heartbeats; what has left the ring can no longer be matched.
        _answeredCount = Math.Max(_answeredCount, _count - Length);
    }

    /// <summary>A reply came: it belongs to the oldest heartbeat without one.</summary>
    /// <returns>When that heartbeat was due, µs since the worker began; -1 if none is waiting.</returns>
    public long Answered(long now)
    {
        if (_answeredCount >= _count)
        {
            return -1;
        }

        int at = _answeredCount++ % Length;
        _answered[at] = Pack(now);
        return _due[at] * Unit;
    }

    /// <summary>When the heartbeat that was answered last had been sent, µs since the worker began; only after an answer.</summary>
    public readonly long LastAnsweredSent => _sent[(_answeredCount - 1) % Length] * Unit;

    /// <summary>Whether no heartbeat waits for an answer.</summary>
    public readonly bool AllAnswered => _answeredCount >= _count;

    /// <summary>The heartbeats still known, oldest first: due, sent, answered (0: not), µs since the worker began.</summary>
    public readonly IEnumerable<(long Due, long Sent, long Answered)> Recall()
    {
        for (int i = Math.Max(0, _count - Length); i < _count; i++)
        {
            int at = i % Length;
            yield return (_due[at] * Unit, _sent[at] * Unit, _answered[at] * Unit);
        }
    }

    private static uint Pack(long microseconds) => (uint)Math.Max(1, microseconds / Unit);

    [InlineArray(Length)]
    private struct Entries
    {
        private uint _first;
    }
}
