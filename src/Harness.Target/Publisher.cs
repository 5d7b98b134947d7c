namespace Harness.Target;

/// <summary>Publishes at a rate over all topics in turn. The n-th publication is due n / rate after the start, however late the one before it was.</summary>
internal sealed class Publisher(Topics topics, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Highest rate accepted, in publications per second.</summary>
    public const double MaxRate = 100_000;

    private readonly SemaphoreSlim _starting = new(1, 1);
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    /// <summary>Replaces what is running; rate 0 only stops it.</summary>
    /// <param name="rate">Publications per second over all topics together.</param>
    /// <param name="seed">Fixes the order of the topics within a round.</param>
    public async Task StartAsync(double rate, int seed)
    {
        await _starting.WaitAsync();
        try
        {
            await StopRunningAsync();
            if (rate > 0)
            {
                _stop = new CancellationTokenSource();
                _running = RunAsync(rate, seed, _stop.Token);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StartAsync(0, 0);
        _starting.Dispose();
    }

    /// <summary>When the n-th publication is due, counted from the start.</summary>
    internal static TimeSpan DueAt(long n, double rate) => TimeSpan.FromTicks((long)(n * (TimeSpan.TicksPerSecond / rate)));

    private async Task StopRunningAsync()
    {
        if (_stop is null)
        {
            return;
        }

        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _stop = null;
    }

    private async Task RunAsync(double rate, int seed, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var round = new Round(topics, new Random(seed));
        try
        {
            for (var n = 1L; ; n++)
            {
                var wait = DueAt(n, rate) - time.GetElapsedTime(start);
                if (wait > TimeSpan.Zero)
                {
                    // A timer may fire a little early; a millisecond late is within its grain.
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, stop);
                }

                stop.ThrowIfCancellationRequested();
                if (round.Next() is { } topic)
                {
                    topics.Publish(topic);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped, as asked.
        }
    }

    /// <summary>Every topic once, in an order drawn for the round; topics set meanwhile join in the next round.</summary>
    private sealed class Round(Topics topics, Random random)
    {
        private Topic[] _order = [];
        private int _at;

        public Topic? Next()
        {
            if (_at == _order.Length)
            {
                _order = [.. topics.All];
                random.Shuffle(_order);
                _at = 0;
            }

            return _order.Length == 0 ? null : _order[_at++];
        }
    }
}
