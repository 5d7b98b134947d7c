namespace Harness.Target;

/// <summary>Which requests are answered 503: the n-th draw of the seed decides for the n-th request.</summary>
internal sealed class Busy(Counters counters)
{
    private readonly Lock _gate = new();
    private double _share;
    private Random _random = new(0);

    /// <summary>What Retry-After says, in seconds.</summary>
    public int RetryAfter { get; private set; } = 1;

    public void Set(double share, int seed, int retryAfter)
    {
        lock (_gate)
        {
            _share = share;
            _random = new Random(seed);
            RetryAfter = retryAfter;
        }
    }

    public bool Draw()
    {
        if (Volatile.Read(ref _share) == 0)
        {
            return false;
        }

        lock (_gate)
        {
            if (_random.NextDouble() >= _share)
            {
                return false;
            }
        }

        counters.BusyAnswer();
        return true;
    }
}
