namespace Harness.Target;

/// <summary>What some flaws put off: actions in the order in which they are due, with one timer for all of them.</summary>
internal sealed class Later : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, long> _waiting = new();
    private readonly ITimer _timer;

    public Later(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => RunDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="delay">How long to wait.</param>
    /// <param name="act">Must be quick, and is called on a thread of its own; not called any more once this is disposed of.</param>
    public void After(TimeSpan delay, Action act)
    {
        lock (_gate)
        {
            _waiting.Enqueue(act, _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency));
            Arm();
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void RunDue()
    {
        while (TakeDue() is { } act)
        {
            act();
        }
    }

    private Action? TakeDue()
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out var act, out var due) && due <= _time.GetTimestamp())
            {
                _waiting.Dequeue();
                return act;
            }

            Arm();
            return null;
        }
    }

    private void Arm()
    {
        if (_waiting.TryPeek(out _, out var due))
        {
            var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
        }
    }
}
