using System.Runtime.CompilerServices;
using Harness.Clients;

namespace Harness.Tests.Clients;

public sealed class HeartbeatTrailTests
{
    [Fact]
    public void An_answer_belongs_to_the_oldest_heartbeat_without_one()
    {
        var trail = new HeartbeatTrail();
        trail.Sent(1_000, 1_100);
        trail.Sent(2_000, 2_100);

        Assert.Equal(1_000, trail.Answered(2_200));
        Assert.False(trail.AllAnswered);
        Assert.Equal(2_000, trail.Answered(2_300));
        Assert.True(trail.AllAnswered);
        Assert.Equal(-1, trail.Answered(2_400));
        Assert.Equal([(1_000, 1_100, 2_200), (2_000, 2_100, 2_300)], trail.Recall());
    }

    [Fact]
    public void The_last_eight_are_recalled_oldest_first()
    {
        var trail = new HeartbeatTrail();
        for (int i = 1; i <= 11; i++)
        {
            trail.Sent(i * 1_000, (i * 1_000) + 100);
            if (i <= 6)
            {
                trail.Answered((i * 1_000) + 200);
            }
        }

        Assert.Equal(Enumerable.Range(4, 8).Select(i => i * 1_000L), trail.Recall().Select(entry => entry.Due));
        Assert.Equal([4_200, 5_200, 6_200, 0, 0, 0, 0, 0], trail.Recall().Select(entry => entry.Answered));
    }

    [Fact]
    public void What_has_left_the_ring_can_no_longer_be_answered()
    {
        var trail = new HeartbeatTrail();
        for (int i = 1; i <= 10; i++)
        {
            trail.Sent(i * 1_000, i * 1_000);
        }

        Assert.Equal(3_000, trail.Answered(11_000));
    }

    [Fact]
    public void A_new_connection_starts_with_none()
    {
        var trail = new HeartbeatTrail();
        trail.Sent(1_000, 1_000);

        trail.Reset();

        Assert.Empty(trail.Recall());
        Assert.True(trail.AllAnswered);
        Assert.Equal(-1, trail.Answered(2_000));
    }

    [Fact]
    public void Times_are_tenths_of_milliseconds_and_reach_over_days()
    {
        const long FourDays = 4L * 24 * 3600 * 1_000_000;
        var trail = new HeartbeatTrail();
        trail.Sent(10, FourDays + 199);

        (long due, long sent, long answered) = Assert.Single(trail.Recall());
        Assert.InRange(due, 1, 199);
        Assert.Equal(FourDays + 100, sent);
        Assert.Equal(0, answered);
        Assert.Equal(104, Unsafe.SizeOf<HeartbeatTrail>());
    }
}
