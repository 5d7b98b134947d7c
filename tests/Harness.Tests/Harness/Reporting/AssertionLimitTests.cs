using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed class AssertionLimitTests
{
    [Theory]
    [InlineData("detection.missed_heartbeats.max <= 3", 0.02, "≤ 3")]
    [InlineData("fallback.time.p99 <= 2s", 1, "≤ 2 s")]
    [InlineData("fallback.time.p99 <= 2s", 0.02, "≤ 40 ms")]
    [InlineData("recovery.time.max < 1.5 min {fault: 0}", 1, "< 90 s")]
    [InlineData("heartbeat.rtt.p999 <= 250ms {cohort: control}", 1, "≤ 250 ms")]
    [InlineData("reconnects != 0", 1, "≠ 0")]
    [InlineData("reconnects.peak <= 500/s", 1, "≤ 500/s")]
    [InlineData("polls.peak <= 600/min {cohort: hit}", 0.1, "≤ 100/s")]
    [InlineData("reconnects.synchrony < 30%", 0.1, "< 30 %")]
    [InlineData("reconnects.synchrony < 0.3", 1, "< 0.3")]
    public void The_limit_is_told_in_real_time(string expression, double timeScale, string expected) =>
        Assert.Equal(expected, AssertionLimit.Of(expression, timeScale)?.Text);

    [Theory]
    [InlineData("detection.within_bound")]
    [InlineData("staleness.p99 <= 3 parsecs")]
    [InlineData("")]
    public void What_has_no_limit_has_none(string expression) => Assert.Null(AssertionLimit.Of(expression, 1));

    [Theory]
    [InlineData("a <= 4", 1.0, "+3", 0.75)]
    [InlineData("a <= 4", 8.0, "−4", -1.0)]
    [InlineData("a >= 4", 8.0, "+4", 1.0)]
    [InlineData("a <= 4", 4.0, "0", 0.0)]
    [InlineData("a < 2s", 0.5, "+1.5 s", 0.75)]
    [InlineData("a <= 30%", 0.1, "+20 points", 0.6666666666666666)]
    [InlineData("a <= 500/s", 250.0, "+250/s", 0.5)]
    public void The_margin_is_what_is_left_of_the_limit(string expression, double actual, string text, double share)
    {
        (string Text, double? Share) margin = AssertionLimit.Of(expression, 1)!.Margin(actual)!.Value;

        Assert.Equal(text, margin.Text);
        Assert.Equal(share, margin.Share!.Value, 9);
    }

    [Fact]
    public void A_limit_of_nothing_has_no_shares() => Assert.Equal(("−8", null), AssertionLimit.Of("a <= 0", 1)!.Margin(8));

    [Theory]
    [InlineData("a == 4", 4.0)]
    [InlineData("a <= 4", null)]
    [InlineData("a <= 4", double.PositiveInfinity)]
    public void There_is_no_margin_to_an_equality_or_to_what_never_happened(string expression, double? actual) =>
        Assert.Null(AssertionLimit.Of(expression, 1)!.Margin(actual));
}
