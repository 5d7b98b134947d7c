using Harness.Reporting.Charts;

namespace Harness.Tests.Reporting.Charts;

public sealed class ScalesTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(5, 150)]
    [InlineData(10, 200)]
    [InlineData(-3, 100)]
    [InlineData(99, 200)]
    public void Linear(double value, double expected) => Assert.Equal(expected, new LinearScale(0, 10, 100, 200).Map(value), 6);

    [Theory]
    [InlineData(0.001, 100)]
    [InlineData(0.1, 0)]
    [InlineData(0.01, 50)]
    [InlineData(7, 0)]
    public void Logarithmic(double value, double expected) => Assert.Equal(expected, new LogScale(0.001, 0.1, 100, 0).Map(value), 6);

    [Fact]
    public void A_domain_without_width_maps_to_its_low_end()
    {
        Assert.Equal(40, new LinearScale(0, 0, 40, 90).Map(0));
        Assert.Equal(40, new LogScale(1, 1, 40, 90).Map(1));
    }

    [Theory]
    [InlineData(0, 5, new double[] { 0, 1 })]
    [InlineData(3, 5, new double[] { 0, 1, 2, 3 })]
    [InlineData(7, 5, new double[] { 0, 2, 4, 6, 8 })]
    [InlineData(2000, 5, new double[] { 0, 500, 1000, 1500, 2000 })]
    [InlineData(2001, 5, new double[] { 0, 500, 1000, 1500, 2000, 2500 })]
    public void Counts(double max, int atMost, double[] expected) => Assert.Equal(expected, Ticks.Counts(max, atMost));

    [Theory]
    [InlineData(1, 5, new double[] { 0, 1 })]
    [InlineData(44, 5, new double[] { 0, 10, 20, 30, 40 })]
    [InlineData(300, 5, new double[] { 0, 60, 120, 180, 240, 300 })]
    [InlineData(864000, 5, new double[] { 0, 172800, 345600, 518400, 691200, 864000 })]
    public void Times(double to, int atMost, double[] expected) => Assert.Equal(expected, Ticks.Times(to, atMost));

    [Theory]
    [InlineData(0.001, 0.2, new[] { 0.001, 0.01, 0.1, 1 })]
    [InlineData(0.5, 0.5, new[] { 0.1, 1 })]
    [InlineData(1, 1, new double[] { 1, 10 })]
    public void Decades(double min, double max, double[] expected) => Assert.Equal(expected, Ticks.Decades(min, max), (a, b) => Math.Abs(a - b) < 1e-9);

    [Fact]
    public void Lines_break_at_gaps_and_single_points_become_dots() =>
        Assert.Equal("M0 1L1 2M3 4h0M5 6h0", SvgPath.Line([0, 1, 2, 3, 4, 5], [1, 2, null, 4, null, 6]));

    [Fact]
    public void Areas_go_along_the_upper_edge_and_back_along_the_lower() =>
        Assert.Equal("M0 5L1.3 6L1.3 9L0 9Z", SvgPath.Area([0, 1.26], [9, 9], [5, 6]));

    [Fact]
    public void A_single_point_has_no_area() => Assert.Equal("", SvgPath.Area([1], [2], [3]));

    [Fact]
    public void Thinning_keeps_the_worst_of_each_point()
    {
        Thinning thinning = Thinning.Of(5, 2);

        Assert.Equal(3, thinning.Step);
        Assert.Equal([9, null], thinning.Greatest([1, 9, null, null, null]));
        Assert.Equal([1, 3], thinning.Least([5, 2, 7, 0, 4]));
    }

    [Fact]
    public void Nothing_is_thinned_that_fits() => Assert.Equal([3.0, 1.0], Thinning.Of(2, 10).Greatest([3, 1]).OfType<double>());
}
