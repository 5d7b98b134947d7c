using Harness.Clients;

namespace Harness.Tests.Clients;

/// <summary>semantics.md: silence when it declares, and the bounds that follow from it. Seconds.</summary>
public sealed class ClientPolicyTests
{
    [Theory]
    [InlineData(30, 5, null, 150, 119.9, 1.5)]
    [InlineData(1, 3, null, 3, 1.9, 0.05)]
    [InlineData(0.1, 3, null, 0.3, 0.19, 0.05)]
    [InlineData(0.6, 5, null, 3, 2.34, 0.05)]
    [InlineData(30, null, 30.0, 60, 29.9, 1.5)]
    [InlineData(10, null, 0.5, 10.5, 0.4, 0.5)]
    [InlineData(1, null, 0.05, 1.05, 0, 0.05)]
    [InlineData(1, 1, null, 1, 0, 0.05)]
    [InlineData(2, null, 9.0, 11, 8.9, 0.1)]
    public void Detection_lies_between_the_earliest_and_the_worst_case(double interval, int? misses, double? timeout, double silence, double earliest, double tolerance)
    {
        ClientPolicy policy = Policies.Quiet() with
        {
            Heartbeat = new HeartbeatPolicy { Message = "ping", Interval = Seconds(interval), Misses = misses, ReplyTimeout = timeout is { } t ? Seconds(t) : null },
        };

        Assert.Equal(Seconds(silence), policy.SilenceThreshold);
        Assert.Equal(Seconds(silence), policy.WorstCaseDetection);
        Assert.Equal(Seconds(earliest), policy.EarliestDetection);
        Assert.Equal(Seconds(tolerance), policy.Tolerance);
    }

    [Fact]
    public void Without_a_rule_that_declares_there_is_no_bound()
    {
        ClientPolicy[] silent =
        [
            Policies.Quiet(),
            Policies.Quiet() with { Heartbeat = new HeartbeatPolicy { Message = "ping", Interval = Seconds(1) } },
        ];

        Assert.All(silent, policy =>
        {
            Assert.Null(policy.SilenceThreshold);
            Assert.Null(policy.WorstCaseDetection);
            Assert.Null(policy.EarliestDetection);
        });
    }

    [Theory]
    [InlineData("heartbeat-rounds", 0, 13.7)]
    [InlineData("heartbeat-rounds", 1000, 13.7)]
    [InlineData("ping-timeout", 0, 6.7)]
    [InlineData("ping-timeout", 1000, 35.7)]
    public void Recovery_takes_the_longest_wait_one_attempt_two_fetches_and_the_tolerance(string preset, double outage, double expected) =>
        Assert.Equal(Seconds(expected), Policies.Preset(preset).RecoveryBound(Seconds(outage)));

    [Theory]
    [InlineData(0.02)]
    [InlineData(3)]
    public void Bounds_scale_with_the_times(double factor)
    {
        // Tolerance and allowance have floors of their own, so earliest and recovery do not scale exactly.
        Assert.All(PresetRegistry.All, preset =>
        {
            ClientPolicy scaled = preset.Policy.Scale(factor);
            Assert.Equal(preset.Policy.SilenceThreshold * factor, scaled.SilenceThreshold);
            Assert.Equal(preset.Policy.Reconnect.LongestWaitAfter(Seconds(60)).TotalSeconds * factor, scaled.Reconnect.LongestWaitAfter(Seconds(60) * factor).TotalSeconds, 1e-5);
        });
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
