using Harness.Seeding;
using Harness.Timing;

namespace Harness.Scenarios.Lifetimes;

/// <summary>
/// How long sessions last before their users close them: a distribution. In the closed model the next client takes the place at once (churn); one
/// that arrived is gone. One kind is one file here and one line in <see cref="LifetimeRegistry"/>.
/// </summary>
public abstract record Lifetime
{
    /// <summary>Shorter sessions than this are made as long as this: a client that closes in the moment it connects says nothing.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The name in scenarios.</summary>
    public abstract string Kind { get; }

    /// <summary>The mean, as far as planning needs it.</summary>
    public abstract TimeSpan Mean { get; }

    /// <summary>All of its times multiplied by <paramref name="factor"/>.</summary>
    public abstract Lifetime Scale(double factor);

    /// <summary>Rules of its own: the key that breaks one, and the rule with the value, to be read after the path.</summary>
    public abstract IEnumerable<(string Key, string Message)> Check();

    /// <summary>One session's, µs. At least 1 ms.</summary>
    public long Draw(ref SplitMix64 random) => Math.Max(_shortest.Microseconds(), (long)Math.Min(DrawMicroseconds(ref random), TimeSpan.FromDays(365).Microseconds()));

    /// <summary>One draw of the distribution, µs.</summary>
    protected abstract double DrawMicroseconds(ref SplitMix64 random);
}
