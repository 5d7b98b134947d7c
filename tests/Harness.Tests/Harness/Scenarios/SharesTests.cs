using Harness.Scenarios;

namespace Harness.Tests.Scenarios;

public sealed class SharesTests
{
    [Theory]
    [InlineData(10, new[] { 7.0, 3 }, new[] { 7, 3 })]
    [InlineData(10, new[] { 1.0, 1, 1 }, new[] { 4, 3, 3 })]
    [InlineData(2, new[] { 100.0, 0.001 }, new[] { 1, 1 })]
    [InlineData(3, new[] { 0.0, 100, 0.001 }, new[] { 0, 2, 1 })]
    [InlineData(4, new[] { 0.0, 0.001, 100, 0, 0.001 }, new[] { 0, 1, 2, 0, 1 })]
    [InlineData(1, new[] { 1.0, 1 }, new[] { 1, 0 })]
    public void The_sum_is_kept_and_nobody_with_a_weight_gets_nothing(int count, double[] weights, int[] shares) => Assert.Equal(shares, Shares.Of(count, [.. weights]));
}
