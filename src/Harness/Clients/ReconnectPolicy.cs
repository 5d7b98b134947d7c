namespace Harness.Clients;

/// <summary>
/// When a lost client tries again. One pending attempt per loss: the earliest cause wins.
/// </summary>
public sealed record ReconnectPolicy
{
    /// <summary>Failures after which a delay grows no more.</summary>
    private const int MostGrowth = 64;

    /// <summary>Delay before the first attempt after a close. At least 0.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Delay after an error (reset, refused, protocol error); null: as after a close.</summary>
    public TimeSpan? DelayAfterError { get; init; }

    /// <summary>Each further failed attempt multiplies the delay by this. At least 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The delay never exceeds this, jitter included.</summary>
    public required TimeSpan MaxDelay { get; init; }

    /// <summary>Share of the delay that is drawn: 0.2 makes it delay · U(0.8, 1.2). From 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>An attempt that has not opened by then is aborted.</summary>
    public required TimeSpan AttemptTimeout { get; init; }

    /// <summary>
    /// Single-flight lock: from the start of an attempt until it opens or <see cref="AttemptTimeout"/> ends, no other attempt starts,
    /// also when the first failed early; when it ends, the next starts at once.
    /// False: a failed attempt is a loss of its own, and the delay runs from its failure.
    /// </summary>
    public bool Locked { get; init; }

    /// <summary>How long a successful attempt may take on a sound network, in the arithmetic of bounds: 1 s, or the attempt timeout where that is shorter.</summary>
    public TimeSpan AttemptAllowance => AttemptTimeout < TimeSpan.FromSeconds(1) ? AttemptTimeout : TimeSpan.FromSeconds(1);

    /// <summary>
    /// The delay before the reconnect that follows <paramref name="failures"/> failed ones.
    /// </summary>
    /// <param name="failures">Failed reconnects since the connection was last open.</param>
    /// <param name="afterError">Whether the cause was an error rather than a close.</param>
    /// <param name="draw">Uniform in [0, 1); used only where there is jitter.</param>
    public TimeSpan DelayBefore(int failures, bool afterError, double draw)
    {
        if (afterError && DelayAfterError is { } atError)
        {
            return atError;
        }

        // The power is capped before the multiplication: 1.5^2000 is infinite, and infinite ticks are not a TimeSpan.
        double ms = Math.Min(Delay.TotalMilliseconds * Math.Pow(Factor, Math.Min(failures, MostGrowth)), MaxDelay.TotalMilliseconds);
        ms *= 1 + (Jitter * ((2 * draw) - 1));
        return TimeSpan.FromMilliseconds(Math.Min(ms, MaxDelay.TotalMilliseconds));
    }

    /// <summary>
    /// The longest time from the end of an outage to the start of the attempt that succeeds. Attempts that fail at once and draw the
    /// shortest delays reach the longest ones, attempts that hang add their timeout: the bound takes both.
    /// </summary>
    public TimeSpan LongestWaitAfter(TimeSpan outage)
    {
        TimeSpan longest = Longest(0);
        if (Locked)
        {
            // The lock ends with the next attempt, so the delay and the hung attempt never add up.
            return longest > AttemptTimeout ? longest : AttemptTimeout;
        }

        TimeSpan elapsed = Shortest(0);
        for (int failures = 1; elapsed < outage && failures <= MostGrowth; failures++)
        {
            longest = Longest(failures) > longest ? Longest(failures) : longest;
            elapsed += Shortest(failures);
        }

        return AttemptTimeout + longest;
    }

    private TimeSpan Longest(int failures)
    {
        TimeSpan delay = DelayBefore(failures, afterError: false, draw: 1);
        return DelayAfterError > delay ? DelayAfterError.Value : delay;
    }

    private TimeSpan Shortest(int failures)
    {
        TimeSpan delay = DelayBefore(failures, afterError: false, draw: 0);
        return DelayAfterError < delay ? DelayAfterError.Value : delay;
    }

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public ReconnectPolicy Scale(double factor) => this with
    {
        Delay = Delay * factor,
        DelayAfterError = DelayAfterError * factor,
        MaxDelay = MaxDelay * factor,
        AttemptTimeout = AttemptTimeout * factor,
    };
}
