using Harness.Clients;
using Harness.Journal;

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

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 10)]
    public void First_delays_come_before_the_growth_begins(int failures, double expected) =>
        Assert.Equal(expected, (_backoff with { FirstDelays = [TimeSpan.Zero, TimeSpan.FromSeconds(2)], Delay = TimeSpan.FromSeconds(4), Factor = 2, MaxDelay = TimeSpan.FromSeconds(10) })
            .DelayBefore(failures, afterError: false, draw: 0.5).TotalSeconds);

    [Theory]
    [InlineData(JitterShape.Around, 0, 6.4)]
    [InlineData(JitterShape.Around, 1, 9.6)]
    [InlineData(JitterShape.Above, 0, 8)]
    [InlineData(JitterShape.Above, 0.5, 8.8)]
    [InlineData(JitterShape.Above, 1, 9.6)]
    [InlineData(JitterShape.Below, 0, 8)]
    [InlineData(JitterShape.Below, 1, 6.4)]
    [InlineData(JitterShape.Full, 0, 2)]
    [InlineData(JitterShape.Full, 0.5, 6)]
    [InlineData(JitterShape.Full, 1, 10)]
    public void Jitter_lies_where_its_shape_says(JitterShape shape, double draw, double expected) =>
        Assert.Equal(expected, (_backoff with { Delay = TimeSpan.FromSeconds(2), Factor = 2, Jitter = 0.2, JitterShape = shape }).DelayBefore(2, afterError: false, draw).TotalSeconds, 1e-6);

    [Theory]
    [InlineData(false, 0, 2.5)]
    [InlineData(false, 1, 5)]
    [InlineData(true, 0, 5)]
    [InlineData(true, 1, 5)]
    public void A_cap_after_the_jitter_leaves_nothing_of_it(bool capAfterJitter, double draw, double expected) =>
        Assert.Equal(expected, (_backoff with { Factor = 2, MaxDelay = TimeSpan.FromSeconds(5), Jitter = 0.5, CapAfterJitter = capAfterJitter }).DelayBefore(4, afterError: false, draw).TotalSeconds);

    [Theory]
    [InlineData(0, 24)]
    [InlineData(0.5, 27)]
    [InlineData(1, 30)]
    public void Jitter_above_keeps_its_width_at_the_cap(double draw, double expected) =>
        Assert.Equal(expected, (_backoff with { Jitter = 0.25, JitterShape = JitterShape.Above }).DelayBefore(60, afterError: false, draw).TotalSeconds, 1e-6);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(1, 5)]
    public void A_spread_over_clients_is_each_clients_own(double ofClient, double expected) =>
        Assert.Equal(expected, Policies.Preset("pladaria").Reconnect.DelayBefore(1, afterError: false, draw: 0.9, ofClient).TotalSeconds, 1e-6);

    [Fact]
    public void Only_the_first_delay_can_be_that_of_an_end_of_an_open_connection()
    {
        ReconnectPolicy policy = _backoff with { Rules = [new ReconnectRule("detected", ReconnectAction.After, TimeSpan.Zero), new ReconnectRule("4100-4199", ReconnectAction.After, TimeSpan.FromSeconds(9))] };

        // 9 s at most at first, and with a failure or two no less: their own delays are 1.5 and 2.25 s.
        Assert.Equal(11, policy.LongestWaitAfter(TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal(32, policy.LongestWaitAfter(TimeSpan.FromSeconds(200)).TotalSeconds);
        Assert.Equal(11, (policy with { Factor = 1 }).LongestWaitAfter(TimeSpan.FromSeconds(200)).TotalSeconds);

        // A refusal ends attempts, each of them.
        Assert.Equal(22, (_backoff with { Factor = 1, Rules = [new ReconnectRule("503", ReconnectAction.After, TimeSpan.FromSeconds(20))] }).LongestWaitAfter(TimeSpan.FromSeconds(5)).TotalSeconds);
    }

    [Theory]
    [InlineData(3, 10, 15)]
    [InlineData(60, 10, 65)]
    [InlineData(60, 70, 75)]
    public void Closing_politely_and_an_attempt_that_hangs_are_not_added(double close, double attempt, double expected)
    {
        ReconnectPolicy policy = _rounds with { Locked = false, DelayAfterError = null, Delay = TimeSpan.FromSeconds(5), CloseTimeout = TimeSpan.FromSeconds(close), AttemptTimeout = TimeSpan.FromSeconds(attempt) };

        Assert.Equal(expected, policy.LongestWaitAfter(TimeSpan.FromSeconds(500)).TotalSeconds);
    }

    [Fact]
    public void A_connection_that_did_not_last_is_one_failure_more_in_the_bound_too()
    {
        // At once after one that lasted; 3 s after one that did not, or 3.9 s once the attempt that follows at once has failed.
        ReconnectPolicy policy = Policies.Preset("partysocket").Reconnect;

        Assert.Equal(3 + 4, policy.LongestWaitAfter(TimeSpan.Zero).TotalSeconds, 1e-6);
        Assert.Equal(3.9 + 4, policy.LongestWaitAfter(TimeSpan.FromSeconds(1)).TotalSeconds, 1e-6);
    }

    [Theory]
    [InlineData("1001", CloseCause.CloseFrame, 1001, true)]
    [InlineData("4000-4099", CloseCause.CloseFrame, 4100, false)]
    [InlineData("1006", CloseCause.Reset, 0, true)]
    [InlineData("1006", CloseCause.Fin, 0, true)]
    [InlineData("1006", CloseCause.Own, 0, false)]
    [InlineData("500-599", CloseCause.HandshakeRefused, 503, true)]
    [InlineData("refused", CloseCause.Refused, 0, true)]
    [InlineData("detected", CloseCause.Own, 0, true)]
    public void A_rule_covers_its_code_status_or_cause(string on, CloseCause cause, int code, bool covers) =>
        Assert.Equal(covers, new ReconnectRule(on, ReconnectAction.Never).Covers(new ConnectionEnd(cause, code)));
}
