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
    [InlineData("a <= 4", 1.0, 0.25)]
    [InlineData("a <= 4", 8.0, 2.0)]
    [InlineData("a >= 4", 8.0, null)]
    [InlineData("a <= 0", 8.0, null)]
    [InlineData("a <= 4", null, null)]
    [InlineData("a <= 4", double.PositiveInfinity, null)]
    public void An_upper_limit_tells_how_much_of_it_was_used(string expression, double? actual, double? expected) =>
        Assert.Equal(expected, AssertionLimit.Of(expression, 1)!.Used(actual));
}
