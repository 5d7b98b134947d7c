using Harness.Scenarios.Lifetimes;
using Harness.Seeding;

namespace Harness.Tests.Scenarios.Lifetimes;

/// <summary>Each distribution against its own moments.</summary>
public sealed class LifetimeTests
{
    private const int Draws = 40_000;

    public static TheoryData<string, double, double, double> Distributions => new()
    {
        // name, mean, median, share that lasts longer than twice the median
        { "constant", 10, 10, 0 },
        { "uniform", 20, 20, 0 },
        { "exponential", 30, 30 * 0.6931, 0.25 },
        { "lognormal", 20 * 1.1331, 20, 0.0829 },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Draws_have_the_mean_the_median_and_the_tail_of_the_distribution(string name, double mean, double median, double longer)
    {
        Lifetime lifetime = Of(name);
        double[] seconds = Draw(lifetime, 1);

        Assert.InRange(seconds.Average(), mean * 0.97, mean * 1.03);
        Assert.InRange(seconds.Order().ElementAt(Draws / 2), median * 0.97, median * 1.03);
        Assert.InRange(seconds.Count(life => life > median * 2) / (double)Draws, longer - 0.01, longer + 0.01);
        Assert.InRange(lifetime.Mean.TotalSeconds, mean * 0.999, mean * 1.001);
    }

    [Fact]
    public void There_is_a_distribution_for_each_that_is_registered() => Assert.All(LifetimeRegistry.All, kind => Assert.Equal(kind.Name, Of(kind.Name).Kind));

    [Fact]
    public void Equal_seeds_give_equal_lives_and_scaling_multiplies_them()
    {
        Assert.All(LifetimeRegistry.All, kind =>
        {
            Assert.Equal(Draw(Of(kind.Name), 7), Draw(Of(kind.Name), 7));
            Assert.All(Draw(Of(kind.Name), 7).Zip(Draw(Of(kind.Name).Scale(0.5), 7)).Take(100), pair => Assert.Equal(pair.First / 2, pair.Second, 2e-3));
        });
    }

    private static Lifetime Of(string name) => name switch
    {
        "constant" => new ConstantLifetime { Time = TimeSpan.FromSeconds(10) },
        "uniform" => new UniformLifetime { Min = TimeSpan.FromSeconds(10), Max = TimeSpan.FromSeconds(30) },
        "exponential" => new ExponentialLifetime { Average = TimeSpan.FromSeconds(30) },
        "lognormal" => new LognormalLifetime { Median = TimeSpan.FromSeconds(20), Sigma = 0.5 },
        _ => throw new ArgumentException(name),
    };

    private static double[] Draw(Lifetime lifetime, ulong seed)
    {
        var random = new SplitMix64(seed);
        double[] seconds = new double[Draws];
        for (int i = 0; i < Draws; i++)
        {
            seconds[i] = lifetime.Draw(ref random) / 1e6;
        }

        return seconds;
    }
}
