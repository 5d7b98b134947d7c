using System.Globalization;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Scenarios.Lifetimes;

/// <summary>Half of the sessions last longer than the median, and some very much longer: what session lengths of people usually look like.</summary>
public sealed record LognormalLifetime : Lifetime
{
    public static readonly LifetimeKind About = new(
        "lognormal", "half last longer than the median, and some very much longer", "median: duration, sigma: spread of the logarithm (default 1)", "lognormal: { median: 20s, sigma: 1 }",
        section => new LognormalLifetime { Median = LifetimeKind.Time(section, "median"), Sigma = section.Find("sigma")?.Number() ?? 1 });

    /// <summary>More than 0.</summary>
    public required TimeSpan Median { get; init; }

    /// <summary>The standard deviation of the natural logarithm. More than 0, at most 4.</summary>
    public double Sigma { get; init; } = 1;

    public override string Kind => About.Name;

    /// <summary>median · e^(σ² ÷ 2).</summary>
    public override TimeSpan Mean => Median * Math.Exp(Sigma * Sigma / 2);

    public override Lifetime Scale(double factor) => this with { Median = Median * factor };

    public override IEnumerable<(string Key, string Message)> Check()
    {
        foreach ((string, string) wrong in LifetimeKind.MoreThanZero("median", Median))
        {
            yield return wrong;
        }

        if (!(Sigma is > 0 and <= 4))
        {
            yield return ("sigma", string.Create(CultureInfo.InvariantCulture, $"must be more than 0 and at most 4, but is {Sigma}"));
        }
    }

    /// <summary>A normal draw by Box and Muller, of which one half is used: two draws for each session, whatever came before.</summary>
    protected override double DrawMicroseconds(ref SplitMix64 random)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return Median.Microseconds() * Math.Exp(Sigma * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
