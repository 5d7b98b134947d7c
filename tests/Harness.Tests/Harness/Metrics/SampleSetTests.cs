using Harness.Metrics;

namespace Harness.Tests.Metrics;

public sealed class SampleSetTests
{
    private static readonly SampleSet _set = new([3, double.PositiveInfinity, 1, 2]);

    [Theory]
    [InlineData(Stat.Min, 1)]
    [InlineData(Stat.P50, 2)]
    [InlineData(Stat.P90, double.PositiveInfinity)]
    [InlineData(Stat.Max, double.PositiveInfinity)]
    [InlineData(Stat.Mean, double.PositiveInfinity)]
    public void What_never_happened_sorts_last(Stat stat, double value) => Assert.Equal(value, _set.At(stat));

    [Fact]
    public void Every_statistic_has_a_value_and_none_without_samples()
    {
        var empty = new SampleSet([]);
        foreach (Stat stat in Enum.GetValues<Stat>())
        {
            Assert.Null(empty.At(stat));
            Assert.Equal(7, new SampleSet([7]).At(stat));
        }
    }
}
