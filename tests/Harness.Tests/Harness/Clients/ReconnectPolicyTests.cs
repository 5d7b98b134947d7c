using Harness.Clients;

namespace Harness.Tests.Clients;

public sealed class ReconnectPolicyTests
{
    private static readonly ReconnectPolicy _rounds = Policies.Preset("heartbeat-rounds").Reconnect;
    private static readonly ReconnectPolicy _backoff = Policies.Preset("ping-timeout").Reconnect;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1.5)]
    [InlineData(2, 2.25)]
    [InlineData(8, 25.628906)]
    [InlineData(9, 30)]
    [InlineData(100_000, 30)]
    public void The_delay_grows_to_its_cap(int failures, double expected) =>
        Assert.Equal(expected, _backoff.DelayBefore(failures, afterError: false, draw: 0.5).TotalSeconds, 1e-5);

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 0)]
    public void An_error_has_a_delay_of_its_own_where_there_is_one(bool afterError, double expected)
    {
        Assert.Equal(expected, _rounds.DelayBefore(0, afterError, 0.5).TotalSeconds);
        Assert.Equal(1, _backoff.DelayBefore(0, afterError, 0.5).TotalSeconds);
    }

    [Theory]
    [InlineData(0, 0, 0.8)]
    [InlineData(0, 0.5, 1)]
    [InlineData(0, 1, 1.2)]
    [InlineData(2, 0.75, 2.475)]
    [InlineData(8, 1, 30)]
    [InlineData(9, 0, 24)]
    [InlineData(9, 1, 30)]
    public void Jitter_is_a_share_of_the_delay_and_comes_before_the_cap(int failures, double draw, double expected) =>
        Assert.Equal(expected, (_backoff with { Jitter = 0.2 }).DelayBefore(failures, afterError: false, draw).TotalSeconds, 1e-5);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(1.1, 3.5)]
    [InlineData(2.5, 3.5)]
    [InlineData(2.6, 4.25)]
    [InlineData(100_000, 32)]
    public void The_longest_wait_is_a_hung_attempt_and_the_longest_delay_that_the_outage_leads_to(double outage, double expected) =>
        Assert.Equal(expected, _backoff.LongestWaitAfter(TimeSpan.FromSeconds(outage)).TotalSeconds, 1e-6);

    [Theory]
    [InlineData(0, 3.5)]
    [InlineData(0.6, 5)]
    [InlineData(1.6, 8)]
    [InlineData(100_000, 32)]
    public void Low_draws_fit_more_failures_into_an_outage_and_a_high_one_follows(double outage, double expected) =>
        Assert.Equal(expected, (_backoff with { Factor = 2, Jitter = 0.5 }).LongestWaitAfter(TimeSpan.FromSeconds(outage)).TotalSeconds, 1e-6);

    [Theory]
    [InlineData(5, 10, 10)]
    [InlineData(20, 10, 20)]
    public void Under_a_lock_it_is_the_longer_of_delay_and_lock(double delay, double attempt, double expected)
    {
        ReconnectPolicy policy = _rounds with { Delay = TimeSpan.FromSeconds(delay), MaxDelay = TimeSpan.FromSeconds(delay), AttemptTimeout = TimeSpan.FromSeconds(attempt) };

        Assert.Equal(expected, policy.LongestWaitAfter(TimeSpan.FromSeconds(500)).TotalSeconds);
    }

    [Fact]
    public void A_delay_after_errors_counts_in_both_ways()
    {
        TimeSpan outage = TimeSpan.FromSeconds(10);

        // Longer than the others: it is the longest wait. Shorter: failures come faster, and the next close waits longer.
        Assert.Equal(22, (_backoff with { DelayAfterError = TimeSpan.FromSeconds(20) }).LongestWaitAfter(outage).TotalSeconds);
        Assert.Equal(32, (_backoff with { DelayAfterError = TimeSpan.FromMilliseconds(10) }).LongestWaitAfter(outage).TotalSeconds);
    }

    [Fact]
    public void A_successful_attempt_is_allowed_a_second_at_most()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), _rounds.AttemptAllowance);
        Assert.Equal(TimeSpan.FromSeconds(0.2), (_rounds with { AttemptTimeout = TimeSpan.FromSeconds(0.2) }).AttemptAllowance);
    }
}
