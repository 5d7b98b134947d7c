using Harness.Scenarios.Files.Config;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Scenarios.Lifetimes;

/// <summary>Every length between two is as likely as every other.</summary>
public sealed record UniformLifetime : Lifetime
{
    public static readonly LifetimeKind About = new(
        "uniform", "every length between two is equally likely", "min: duration, max: duration", "uniform: { min: 10s, max: 60s }",
        section => new UniformLifetime { Min = LifetimeKind.Time(section, "min"), Max = LifetimeKind.Time(section, "max") });

    /// <summary>At least 0.</summary>
    public required TimeSpan Min { get; init; }

    /// <summary>More than 0, at least <see cref="Min"/>.</summary>
    public required TimeSpan Max { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Mean => (Min + Max) / 2;

    public override Lifetime Scale(double factor) => this with { Min = Min * factor, Max = Max * factor };

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (Min < TimeSpan.Zero)
        {
            yield return ("min", $"must be at least 0s, but is {Units.Show(Min)}");
        }

        foreach ((string, string) wrong in LifetimeKind.MoreThanZero("max", Max))
        {
            yield return wrong;
        }

        if (Max > TimeSpan.Zero && Max < Min)
        {
            yield return ("max", $"must be at least min, {Units.Show(Min)}, but is {Units.Show(Max)}");
        }
    }

    protected override double DrawMicroseconds(ref SplitMix64 random) => Min.Microseconds() + ((Max - Min).Microseconds() * random.NextDouble());
}
