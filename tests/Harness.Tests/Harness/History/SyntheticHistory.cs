using System.Collections.Immutable;

namespace Harness.Tests.History;

/// <summary>A figure's history with known changes: levels, and noise of 5 % (coefficient of variation) of a given shape about them.</summary>
/// <param name="Values">Oldest first.</param>
/// <param name="Shifts">Where the level changes, and whether upwards.</param>
public sealed record SyntheticHistory(ImmutableArray<double> Values, ImmutableArray<(int At, bool Up)> Shifts)
{
    public const int Runs = 200;

    private const double Noise = 0.05;

    /// <summary>Shapes of noise, each of mean 0 and standard deviation 1 but for the spikes, which come on top.</summary>
    public static readonly ImmutableArray<(string Name, Func<Random, Func<double>> Of)> Shapes =
    [
        ("normal", random => () => Normal(random)),
        ("uniform", random => () => ((random.NextDouble() * 2) - 1) * Math.Sqrt(3)),
        ("skewed (log-normal)", random => () => (Math.Exp((0.5 * Normal(random)) - 0.125) - 1) / Math.Sqrt(Math.Exp(0.25) - 1)),
        ("heavy tails (Student's t, 4 degrees)", random => () => Student4(random) / Math.Sqrt(2)),
        ("outliers (one in ten from 3 σ)", random => () => Normal(random) * (random.NextDouble() < 0.1 ? 3 : 1) / Math.Sqrt(1.8)),
        ("spikes (one in 33, +30 to +100 %)", random => () => Normal(random) + (random.NextDouble() < 0.03 ? 6 + (14 * random.NextDouble()) : 0)),
        ("correlated (0.3 with the run before)", Correlated),
    ];

    /// <summary>Changes of ±10 % about every 50 runs, the first about the 60th: a level is known by then, as after two months of nights.</summary>
    public static SyntheticHistory WithShifts(string shape, int seed) => Make(shape, seed, [60, 110, 160]);

    /// <summary>The same closer to each other: every 40 runs from the 45th on.</summary>
    public static SyntheticHistory WithCloseShifts(string shape, int seed) => Make(shape, seed, [45, 85, 125, 165]);

    public static SyntheticHistory Steady(string shape, int seed) => Make(shape, seed, []);

    private static SyntheticHistory Make(string shape, int seed, int[] about)
    {
        Random random = new(seed);
        Func<double> noise = Shapes.Single(each => each.Name == shape).Of(random);
        ImmutableArray<(int At, bool Up)> shifts = [.. about.Select(at => (at + random.Next(-5, 6), random.Next(2) == 0))];
        double level = 100;
        var values = ImmutableArray.CreateBuilder<double>(Runs);
        for (int run = 0; run < Runs; run++)
        {
            foreach ((int at, bool up) in shifts.Where(shift => shift.At == run))
            {
                level *= up ? 1.1 : 0.9;
            }

            values.Add(level * (1 + (Noise * noise())));
        }

        return new SyntheticHistory(values.MoveToImmutable(), shifts);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Student4(Random random) =>
        Normal(random) / Math.Sqrt(Enumerable.Range(0, 4).Sum(_ => Math.Pow(Normal(random), 2)) / 4);

    private static Func<double> Correlated(Random random)
    {
        double last = Normal(random);
        return () => last = (0.3 * last) + (Math.Sqrt(1 - 0.09) * Normal(random));
    }
}
