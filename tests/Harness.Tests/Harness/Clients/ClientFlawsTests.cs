using Harness.Clients;

namespace Harness.Tests.Clients;

/// <summary>Each flaw changes what it says and nothing else: put the changed part back, and the policy is the sound one.</summary>
public sealed class ClientFlawsTests
{
    private static readonly ClientPolicy _rounds = Policies.Preset("heartbeat-rounds");
    private static readonly ClientPolicy _pings = Policies.Preset("ping-timeout");
    private static readonly ClientPolicy _watches = Policies.Preset("server-ping");

    public static TheoryData<string> Names => [.. ClientFlaws.All.Select(flaw => flaw.Name)];

    [Fact]
    public void Never_declares_keeps_its_heartbeats_and_loses_its_rule()
    {
        Assert.All([_rounds, _pings], sound =>
        {
            ClientPolicy flawed = Flawed("never-declares", sound);
            Assert.Null(flawed.SilenceThreshold);
            Assert.Equal(sound, flawed with { Heartbeat = flawed.Heartbeat! with { Misses = sound.Heartbeat!.Misses, ReplyTimeout = sound.Heartbeat.ReplyTimeout } });
        });
    }

    [Fact]
    public void A_watchdog_can_have_the_same_flaws()
    {
        Assert.Null(Flawed("never-declares", _watches).SilenceThreshold);
        Assert.Equal(_watches.SilenceThreshold + _watches.Heartbeat!.Interval, Flawed("one-round-too-many", _watches).SilenceThreshold);
        Assert.Equal(_watches.Heartbeat.Interval * 1.1, Flawed("impatient", _watches).SilenceThreshold);
    }

    [Fact]
    public void One_round_too_many_declares_one_interval_later()
    {
        Assert.All([_rounds, _pings], sound =>
        {
            ClientPolicy flawed = Flawed("one-round-too-many", sound);
            Assert.Equal(sound.SilenceThreshold + sound.Heartbeat!.Interval, flawed.SilenceThreshold);
            Assert.Equal(sound, flawed with { Heartbeat = flawed.Heartbeat! with { Misses = sound.Heartbeat.Misses, ReplyTimeout = sound.Heartbeat.ReplyTimeout } });
        });
    }

    [Fact]
    public void Never_polls_has_no_fallback()
    {
        ClientPolicy flawed = Flawed("never-polls", _rounds);

        Assert.Null(flawed.Fallback);
        Assert.Equal(_rounds, flawed with { Fallback = _rounds.Fallback });
        Assert.Equal(_pings, Flawed("never-polls", _pings));
    }

    [Fact]
    public void Never_fetches_on_open_does_not_fetch_on_open()
    {
        ClientPolicy flawed = Flawed("never-fetches-on-open", _rounds);

        Assert.False(flawed.FetchOnOpen);
        Assert.Equal(_rounds, flawed with { FetchOnOpen = true });
    }

    [Fact]
    public void Impatient_declares_a_tenth_of_an_interval_after_a_heartbeat()
    {
        Assert.All([_rounds, _pings], sound =>
        {
            ClientPolicy flawed = Flawed("impatient", sound);
            Assert.Equal(sound.Heartbeat!.Interval * 1.1, flawed.SilenceThreshold);
            Assert.Equal(sound, flawed with { Heartbeat = flawed.Heartbeat! with { Misses = sound.Heartbeat.Misses, ReplyTimeout = sound.Heartbeat.ReplyTimeout } });
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flaw_leaves_a_client_alone_that_has_nothing_to_spoil(string name)
    {
        ClientPolicy bare = Policies.Quiet() with { FetchOnOpen = false };

        Assert.Equal(bare, Flawed(name, bare));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flaw_is_found_by_its_name_and_means_something(string name)
    {
        Assert.Equal(name, ClientFlaws.Find(name)!.Name);
        Assert.NotEmpty(ClientFlaws.Find(name)!.Meaning);
        Assert.NotEqual(_rounds, Flawed(name, _rounds));
    }

    private static ClientPolicy Flawed(string name, ClientPolicy sound) => ClientFlaws.Find(name)!.Apply(sound);
}
