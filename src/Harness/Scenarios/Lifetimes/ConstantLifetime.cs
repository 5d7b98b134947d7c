using Harness.Seeding;
using Harness.Timing;

namespace Harness.Scenarios.Lifetimes;

/// <summary>Every session lasts as long as every other.</summary>
public sealed record ConstantLifetime : Lifetime
{
    public static readonly LifetimeKind About = new(
        "constant", "every session lasts equally long", "time: duration", "constant: { time: 30s }",
        section => new ConstantLifetime { Time = LifetimeKind.Time(section, "time") });

    /// <summary>More than 0.</summary>
    public required TimeSpan Time { get; init; }

    public override string Kind => About.Name;

    public override TimeSpan Mean => Time;

    public override Lifetime Scale(double factor) => this with { Time = Time * factor };

    public override IEnumerable<(string Key, string Message)> Check() => LifetimeKind.MoreThanZero("time", Time);

    protected override double DrawMicroseconds(ref SplitMix64 random) => Time.Microseconds();
}
