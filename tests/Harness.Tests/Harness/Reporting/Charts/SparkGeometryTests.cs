using System.Collections.Immutable;
using Harness.Reporting.Charts;

namespace Harness.Tests.Reporting.Charts;

public sealed class SparkGeometryTests
{
    [Fact]
    public void The_least_is_at_the_bottom_and_the_greatest_at_the_top()
    {
        SparkGeometry chart = SparkGeometry.Of(Points(3, 1, 2), 100, 50);

        Assert.Equal([5, 45, 25], chart.Marks.Select(mark => mark.Y));
        Assert.Equal([5, 50, 95], chart.Marks.Select(mark => mark.X));
        Assert.Equal([false, false, true], chart.Marks.Select(mark => mark.IsLast));
        Assert.Equal("M5 5L50 45L95 25", chart.Line);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Equal_values_lie_in_the_middle(double value) => Assert.All(SparkGeometry.Of(Points(value, value), 100, 50).Marks, mark => Assert.Equal(25, mark.Y, 0.1));

    [Fact]
    public void A_gap_has_no_mark_and_the_newest_value_before_it_is_not_the_last()
    {
        SparkGeometry chart = SparkGeometry.Of([.. Points(1, 2), new SparkPoint(null, "", "failed")], 100, 50);

        Assert.Equal(2, chart.Marks.Length);
        Assert.DoesNotContain(chart.Marks, mark => mark.IsLast);
    }

    [Fact]
    public void A_change_lies_between_the_last_before_and_the_first_since()
    {
        SparkChange change = SparkGeometry.Of(Points(1, 1, 3), 100, 50, 2, 1, 3).Change!;

        Assert.Equal(72.5, change.X);
        Assert.Equal(("M5 45L72.5 45", "M72.5 5L95 5"), (change.Before, change.Since));
        Assert.Null(SparkGeometry.Of(Points(1, 2), 100, 50).Change);
        Assert.Null(SparkGeometry.Of(Points(1, 2), 100, 50, 0, 1, 1).Change);
    }

    [Fact]
    public void One_value_is_a_dot() => Assert.Equal("M50 25h0", SparkGeometry.Of(Points(4), 100, 50).Line);

    private static ImmutableArray<SparkPoint> Points(params double[] values) => [.. values.Select(value => new SparkPoint(value, "", "passed"))];
}
