using Harness.Clients;

namespace Harness.Tests.Clients;

/// <summary>The values of behaviours.md, field notes 000 and 002, and joewalnes/reconnecting-websocket.</summary>
public sealed class PresetTests
{
    [Fact]
    public void Heartbeat_rounds_has_the_values_of_field_notes_000()
    {
        ClientPolicy policy = Policies.Preset("heartbeat-rounds");

        Assert.Equal(
            new HeartbeatPolicy { Message = """{"command":"heartBeat"}""", Interval = Seconds(30), AtOnce = true, Misses = 5 },
            policy.Heartbeat);
        Assert.Equal(
            new ReconnectPolicy { Delay = Seconds(5), DelayAfterError = Seconds(0), MaxDelay = Seconds(5), AttemptTimeout = Seconds(10), Locked = true },
            policy.Reconnect);
        Assert.True(policy.Fallback is { OnPushSilence: not null, AfterFailedAttempts: > 1, OnLoss: null });
        Assert.True(policy.FetchOnOpen);
    }

    [Fact]
    public void Ping_timeout_has_the_values_of_field_notes_002()
    {
        ClientPolicy policy = Policies.Preset("ping-timeout");

        Assert.Equal(new HeartbeatPolicy { Message = "ping", Interval = Seconds(30), ReplyTimeout = Seconds(30) }, policy.Heartbeat);
        Assert.Equal(new ReconnectPolicy { Delay = Seconds(1), Factor = 1.5, MaxDelay = Seconds(30), AttemptTimeout = Seconds(2) }, policy.Reconnect);
        Assert.Null(policy.Fallback);
    }

    [Fact]
    public void Every_preset_is_found_by_the_one_name_it_has()
    {
        Assert.All(PresetRegistry.All, preset =>
        {
            Assert.Same(preset, PresetRegistry.Find(preset.Name));
            Assert.NotEmpty(preset.Meaning);
            Assert.NotEmpty(preset.Source);
        });
        Assert.Null(PresetRegistry.Find("Heartbeat-Rounds"));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
