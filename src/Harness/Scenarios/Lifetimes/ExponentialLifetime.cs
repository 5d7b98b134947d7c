using Harness.Seeding;
using Harness.Timing;

namespace Harness.Scenarios.Lifetimes;

/// <summary>A user closes at any moment with the same likelihood, however long they have been there: many short sessions, few long ones.</summary>
public sealed record ExponentialLifetime : Lifetime
{
    public static readonly LifetimeKind About = new(
        "exponential", "many short sessions and few long ones: closing is equally likely at every moment", "mean: duration", "exponential: { mean: 30s }",
        section => new ExponentialLifetime { Average = LifetimeKind.Time(section, "mean") });

    /// <summary>The mean. More than 0.</summary>
    public required TimeSpan Average { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Mean => Average;

    public override Lifetime Scale(double factor) => this with { Average = Average * factor };

    public override IEnumerable<(string Key, string Message)> Check() => LifetimeKind.MoreThanZero("mean", Average);

    /// <summary>The inverse of the distribution: −ln(1 − U) · mean.</summary>
    protected override double DrawMicroseconds(ref SplitMix64 random) => -Math.Log(1 - random.NextDouble()) * Average.Microseconds();
}
