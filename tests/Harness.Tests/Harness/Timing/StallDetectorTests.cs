using Harness.Timing;

namespace Harness.Tests.Timing;

public sealed class StallDetectorTests
{
    [Theory]
    [InlineData(10_000, false)]
    [InlineData(60_000, false)]
    [InlineData(109_999, false)]
    [InlineData(110_000, true)]
    [InlineData(5_000_000, true)]
    public void A_wake_a_tenth_of_a_second_late_is_a_stall_from_when_it_was_expected(long woke, bool isStall)
    {
        (long, long)? stall = new StallDetector(1_000_000).Woke(1_000_000 + woke);

        Assert.Equal(isStall ? (1_010_000, 1_000_000 + woke) : null, stall);
    }

    [Fact]
    public void One_stall_is_told_once()
    {
        var detector = new StallDetector(0);

        Assert.NotNull(detector.Woke(500_000));
        Assert.Null(detector.Woke(510_100));
        Assert.Null(detector.Woke(615_000));
        Assert.Equal((625_000, 725_000), detector.Woke(725_000));
    }

    [Fact]
    public void Small_delays_do_not_add_up()
    {
        var detector = new StallDetector(0);

        Assert.All(Enumerable.Range(1, 100), i => Assert.Null(detector.Woke(i * 80_000)));
    }
}
