using Harness.Cli;
using Harness.Clients;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using static Harness.Clients.Policies.ReconnectAction;

namespace Harness.Tests.Clients;

/// <summary>The values of behaviours.md, the field notes, and presets.md.</summary>
public sealed class PresetTests
{
    public static TheoryData<string> Names => [.. PresetRegistry.All.Select(preset => preset.Name)];

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

    /// <summary>From the last answer to the declaration, and from the onset: the columns RX and F. Seconds; null: never.</summary>
    [Theory]
    [InlineData("lazy-reconnect", null, null, null)]
    [InlineData("server-ping", 60.0, 60.0, 29.9)]
    [InlineData("frame-ping", 40.0, 40.0, 9.9)]
    [InlineData("tcp-keepalive", null, null, null)]
    [InlineData("ajax-polling", null, null, null)]
    [InlineData("long-polling", null, null, null)]
    [InlineData("joewalnes", null, null, null)]
    [InlineData("pladaria", null, null, null)]
    [InlineData("partysocket", null, null, null)]
    [InlineData("engine-io-timing", 45.0, 45.0, 19.9)]
    [InlineData("signalr-timing", 30.0, 31.0, 14.9)]
    [InlineData("phoenix-timing", 60.0, 60.0, 29.9)]
    [InlineData("actioncable-timing", 6.0, 18.0, 2.9)]
    [InlineData("pusher-timing", 150.0, 150.0, 29.9)]
    [InlineData("ably-timing", 25.0, 25.0, 9.9)]
    [InlineData("centrifuge-timing", 35.0, 35.0, 9.9)]
    [InlineData("discord-timing", 90.0, 90.0, 44.9)]
    [InlineData("stomp-timing", 20.0, 30.0, 9.9)]
    [InlineData("mqtt-timing", 90.0, 90.0, 29.9)]
    [InlineData("dotnet-client", null, null, null)]
    public void Detection_is_that_of_the_source(string name, double? least, double? most, double? earliest)
    {
        ClientPolicy policy = Policies.Preset(name);

        Assert.Equal(least, policy.Heartbeat?.LeastSilence?.TotalSeconds);
        Assert.Equal(most, policy.SilenceThreshold?.TotalSeconds);
        Assert.Equal(most, policy.WorstCaseDetection?.TotalSeconds);
        Assert.Equal(earliest, policy.EarliestDetection?.TotalSeconds);
    }

    /// <summary>Delays before the first attempts with the lowest and the highest draw, and the attempt timeout. Seconds.</summary>
    [Theory]
    [InlineData("lazy-reconnect", new[] { 0.0, 1, 1 }, new[] { 0.0, 1, 1 }, 10)]
    [InlineData("server-ping", new[] { 1.0, 1.5, 2.25 }, new[] { 1.0, 1.5, 2.25 }, 2)]
    [InlineData("frame-ping", new[] { 1.0, 1.5, 2.25 }, new[] { 1.0, 1.5, 2.25 }, 2)]
    [InlineData("tcp-keepalive", new[] { 1.0, 1.5, 2.25 }, new[] { 1.0, 1.5, 2.25 }, 2)]
    [InlineData("joewalnes", new[] { 1.0, 1.5, 2.25, 3.375 }, new[] { 1.0, 1.5, 2.25, 3.375 }, 2)]
    [InlineData("pladaria", new[] { 0.0, 1, 1.3, 1.69 }, new[] { 0.0, 5, 6.5, 8.45, 10 }, 4)]
    [InlineData("partysocket", new[] { 0.0, 3, 3.9, 5.07 }, new[] { 0.0, 3, 3.9, 5.07 }, 4)]
    [InlineData("engine-io-timing", new[] { 0.5, 1, 2, 4, 5 }, new[] { 1.5, 3, 5, 5, 5 }, 20)]
    [InlineData("signalr-timing", new[] { 0.0, 2, 10, 30 }, new[] { 0.0, 2, 10, 30 }, 15)]
    [InlineData("phoenix-timing", new[] { 0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 1, 2, 5, 5 }, new[] { 0.01 }, 10)]
    [InlineData("actioncable-timing", new[] { 6, 6.9, 7.935 }, new[] { 6.9, 7.935, 9.12525 }, 10)]
    [InlineData("pusher-timing", new[] { 1.0, 1 }, new[] { 1.0, 1 }, 15)]
    [InlineData("ably-timing", new[] { 0.0, 15, 20, 25, 30, 30 }, new[] { 0.0, 12, 16, 20, 24, 24 }, 10)]
    [InlineData("centrifuge-timing", new[] { 0.5, 0.5, 0.5 }, new[] { 1, 1.5, 2.5, 4.5, 8.5, 16.5, 20 }, 5)]
    [InlineData("discord-timing", new[] { 1.0, 1 }, new[] { 1.0, 1 }, 10)]
    [InlineData("stomp-timing", new[] { 5.0, 5 }, new[] { 5.0, 5 }, 30)]
    [InlineData("mqtt-timing", new[] { 1.0, 1 }, new[] { 1.0, 1 }, 30)]
    public void Delays_are_those_of_the_source(string name, double[] low, double[] high, double attempt)
    {
        ReconnectPolicy reconnect = Policies.Preset(name).Reconnect;

        Assert.Equal(low, low.Select((_, n) => reconnect.DelayBefore(n, false, 0, 0).TotalSeconds), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(high, high.Select((_, n) => reconnect.DelayBefore(n, false, 1, 1).TotalSeconds), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(attempt, reconnect.AttemptTimeout.TotalSeconds);
    }

    [Fact]
    public void Tcp_keepalive_has_the_two_hours_of_field_notes_002() => Assert.Equal(
        new TcpKeepAlivePolicy { Time = TimeSpan.FromHours(2), Interval = Seconds(75), Probes = 9 }, Policies.Preset("tcp-keepalive").TcpKeepAlive);

    [Fact]
    public void ActionCable_grows_ten_times_and_keeps_its_jitter()
    {
        ReconnectPolicy reconnect = Policies.Preset("actioncable-timing").Reconnect;
        double grown = 6 * Math.Pow(1.15, 10);

        Assert.Equal([grown, grown * 1.15], ((double[])[0, 1]).Select(draw => reconnect.DelayBefore(40, false, draw).TotalSeconds), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Rules_and_limits_are_those_of_the_source()
    {
        Assert.Equal(
            [("detected", After, 0), ("4000-4099", Never, 0), ("4100-4199", After, 1), ("4200-4299", After, 0)],
            Policies.Preset("pusher-timing").Reconnect.Rules.Take(4).Select(rule => (rule.On, rule.Action, rule.Delay.TotalSeconds)));
        Assert.Equal(("1000", Never), Policies.Preset("phoenix-timing").Reconnect.Rules.Select(rule => (rule.On, rule.Action)).First());
        Assert.Equal(("1001", AtNextSend), Policies.Preset("lazy-reconnect").Reconnect.Rules.Select(rule => (rule.On, rule.Action)).First());
        Assert.Equal(4, Policies.Preset("signalr-timing").Reconnect.MaxAttempts);
        Assert.Equal(0, Policies.Preset("dotnet-client").Reconnect.MaxAttempts);
        Assert.All(PresetRegistry.All, preset => Assert.Equal(ReconnectPolicy.Refusals, preset.Policy.Reconnect.Rules.TakeLast(3)));
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

    [Fact]
    public void A_library_whose_protocol_is_not_spoken_says_so_in_its_name_and_in_what_is_not_played() =>
        Assert.All(PresetRegistry.All.Where(preset => preset.Name.EndsWith("-timing", StringComparison.Ordinal)), preset =>
        {
            Assert.Equal(PresetOrigin.Library, preset.Origin);
            Assert.Contains(preset.NotPlayed, text => text.Contains("heartbeats are the target's own", StringComparison.Ordinal));
        });

    [Theory]
    [InlineData("heartbeat-rounds-as-written", "heartbeat-rounds", AsWritten.HeartbeatRounds)]
    [InlineData("ping-timeout-as-written", "ping-timeout", AsWritten.PingTimeout)]
    public void A_listing_is_judged_by_the_sound_policy_and_plays_itself(string name, string sibling, AsWritten played)
    {
        ClientPreset preset = PresetRegistry.Find(name)!;

        Assert.Equal(Policies.Preset(sibling), preset.Policy with { Preset = sibling });
        Assert.Equal(preset.Policy with { AsWritten = played }, preset.Played(preset.Policy));
        Assert.Contains(PresetPage.Lines(preset), line => line.Label == "judged" && line.Text.Contains($"that of {sibling};", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_of_a_preset_has_everything_and_its_example_loads(string name)
    {
        ClientPreset preset = PresetRegistry.Find(name)!;
        string page = string.Join('\n', PresetPage.Lines(preset).Select(line => $"{line.Label}: {line.Text}"));

        Assert.All([preset.Meaning, preset.Source, .. preset.NotPlayed, .. preset.Flaws, .. preset.Ours], text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.All(["heartbeat", "declares", "reconnect", "fallback", "sends", "bounds"], label => Assert.Contains($"{label}: ", page, StringComparison.Ordinal));
        Assert.Contains(preset.Policy.SilenceThreshold is null ? "never declared" : PolicyWords.FromOnset(preset.Policy), page, StringComparison.Ordinal);

        LoadResult loaded = ScenarioFile.Parse($"name: example\n{PresetPage.Example(preset)}\nload: [ ramp: {{ over: 1s }} ]\ntopics: {{ updates: 0/s }}\n", "example.yaml");
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        Scenario scenario = Assert.Single(loaded.Scenarios).Scenario;
        Assert.Equal(preset.AsWritten, scenario.Clients.Played.AsWritten);

        // The example keeps the preset's proportions.
        if (preset.Policy.SilenceThreshold is { } silence)
        {
            Assert.Equal(silence / preset.Policy.Heartbeat!.Interval, scenario.Clients.Policy.SilenceThreshold!.Value.TotalSeconds, 1e-3);
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
