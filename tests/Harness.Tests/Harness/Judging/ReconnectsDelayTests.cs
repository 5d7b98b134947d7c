using Harness.Clients.Policies;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>From a loss to the attempt that follows it, whatever becomes of that.</summary>
public sealed class ReconnectsDelayTests
{
    private static double? Of(Action<ClientScript> client, Stat stat = Stat.Max) =>
        new RunBuilder().Client(0, client).Find(MetricNames.ReconnectsDelay, Comparison.LessOrEqual, 1, stat).ActualValue;

    [Fact]
    public void A_loss_is_told_or_declared()
    {
        Assert.Equal(2, Of(c => c.Opens(1).IsTold(10).Tries(12).OpensNow(13))!.Value, 1e-6);
        Assert.Equal(1.5, Of(c => c.Opens(1).Declares(10, 7).Tries(11.5).OpensNow(12))!.Value, 1e-6);
    }

    [Fact]
    public void Attempts_that_follow_a_failed_one_and_the_first_of_all_do_not_count()
    {
        Assert.Equal(0.5, Of(c => c.Opens(5).IsTold(10).Tries(10.5).Fails(11).Tries(19, AttemptCause.FailedAttempt).OpensNow(20))!.Value, 1e-6);
        Assert.Null(Of(c => c.Tries(1).Fails(2).Tries(9, AttemptCause.FailedAttempt).OpensNow(10)));
    }

    [Fact]
    public void Each_loss_has_its_own_and_one_that_no_attempt_followed_has_none()
    {
        Action<ClientScript> client = c => c.Opens(1).IsTold(10).Tries(14, AttemptCause.Send).OpensNow(14.1).IsTold(20).Tries(20.2).OpensNow(20.3).IsTold(41);

        Assert.Equal(4, Of(client)!.Value, 1e-6);
        Assert.Equal(0.2, Of(client, Stat.Min)!.Value, 1e-6);
    }

    [Fact]
    public void An_offender_is_told_with_its_loss()
    {
        AssertionResult found = new RunBuilder().Client(0, c => c.Opens(1).IsTold(10).Tries(12).OpensNow(13)).Find(MetricNames.ReconnectsDelay, Comparison.LessOrEqual, 1);
        Assert.Equal("lost its connection at 10.000 s and began its next attempt 2.000 s later", found.Evidence.Single().Why);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "its policy allows")]
    public void A_check_that_finds_no_network_puts_the_next_attempt_off_where_the_policy_has_one(bool hasCheck, string why)
    {
        var run = new RunBuilder();
        run.With(run.Policy with { Reconnect = run.Policy.Reconnect with { OnlineCheck = hasCheck ? new OnlineCheckPolicy { Every = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) } : null } });
        for (int check = 1; check <= 10; check++)
        {
            run.Add(Facts.OnlineChecked(RunBuilder.At(10 + (2 * check)), 0, check, online: false, RunBuilder.At(9 + (2 * check))));
        }

        InvariantResult found = run.Client(0, c => c.Opens(1).IsTold(10).Opens(31)).Judge().Invariants.Single(invariant => invariant.Name == "attempts-continue");
        Assert.Equal(hasCheck, found.Passed);
        Assert.Contains(why, found.Passed ? "" : found.Evidence.Single().Why, StringComparison.Ordinal);
    }
}
