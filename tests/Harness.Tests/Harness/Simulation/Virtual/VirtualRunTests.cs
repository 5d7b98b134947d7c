using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Simulation;
using Harness.Simulation.Virtual;

namespace Harness.Tests.Simulation.Virtual;

/// <summary>The facts of a schedule, to the microsecond: 100 µs each way, 1 ms for a handshake and for a fetch, 30 s heartbeats.</summary>
public sealed class VirtualRunTests
{
    private static readonly Scenario _rounds = Simulated.Of("heartbeat-rounds");
    private static readonly Scenario _ping = Simulated.Of("ping-timeout");

    private static Schedule Quiet(double end = 300) => new()
    {
        Seed = 1,
        Start = TimeSpan.Zero,
        End = TimeSpan.FromSeconds(end),
        Drain = TimeSpan.FromSeconds(2),
    };

    private static SilentDropFault Drop(double at, double lasts) => new() { At = TimeSpan.FromSeconds(at), For = TimeSpan.FromSeconds(lasts), Share = 1 };

    private static Fact[] Play(Scenario scenario, Schedule schedule) => [.. new VirtualRun(scenario, ClientMachines.Create).Play(schedule).Facts];

    private static long[] At(IEnumerable<Fact> facts, FactKind kind) => [.. facts.Where(fact => fact.Kind == kind).Select(fact => fact.At - VirtualRun.Zero)];

    [Fact]
    public void An_open_takes_the_way_there_the_servers_time_and_the_way_back() =>
        Assert.Equal([1_200], At(Play(_rounds, Quiet()), FactKind.Opened));

    [Fact]
    public void A_silent_drop_is_declared_when_the_policy_says_and_hangs_the_attempts_under_it()
    {
        Fact[] facts = Play(_rounds, Quiet(400) with { Faults = [Drop(20, 170)] });

        // The heartbeat at once on open is answered at 1 400 µs: five rounds of 30 s from there.
        Assert.Equal([150_001_400], At(facts, FactKind.DeclaredDead));
        Assert.Equal([0, 155_001_400, 165_001_400, 175_001_400, 185_001_400, 195_001_400], At(facts, FactKind.AttemptStarted));
        Assert.Equal(
            [CloseCause.AttemptTimeout, CloseCause.AttemptTimeout, CloseCause.AttemptTimeout, CloseCause.Fin],
            facts.Where(fact => fact.Kind == FactKind.AttemptFailed).Select(fact => (CloseCause)fact.B));
        Assert.Equal([1_200, 195_002_600], At(facts, FactKind.Opened));
    }

    [Fact]
    public void A_removal_tells_a_client_that_had_not_noticed()
    {
        Fact[] facts = Play(_ping, Quiet() with { Faults = [Drop(10, 5)] });

        Assert.Empty(At(facts, FactKind.DeclaredDead));
        Fact gone = facts.First(fact => fact.Kind == FactKind.SocketGone);
        Assert.Equal((15_001_000, CloseCause.Fin), (gone.At - VirtualRun.Zero, (CloseCause)gone.B));
    }

    [Fact]
    public void Latency_holds_answers_back_and_ends_nothing()
    {
        var latency = new LatencyFault { At = TimeSpan.FromSeconds(10), For = TimeSpan.FromSeconds(200), Share = 1, Latency = TimeSpan.FromSeconds(7) };
        Fact[] facts = Play(_ping, Quiet() with { Faults = [latency] });

        Assert.Empty(At(facts, FactKind.DeclaredDead));
        Assert.Equal([1_200], At(facts, FactKind.Opened));
        Assert.True(At(facts, FactKind.SocketGone) is [> 300_000_000], "closed by its user only");
    }

    [Fact]
    public void A_half_open_connection_dies_at_the_clients_next_byte_and_new_ones_work()
    {
        Fact[] facts = Play(_ping, Quiet() with { Faults = [new HalfOpenFault { At = TimeSpan.FromSeconds(10), Share = 1 }] });

        // Nothing has come since the fetch on open was followed by the confirmation of the subscription.
        long beat = Assert.Single(At(facts, FactKind.FirstByteAfterArming));
        Assert.InRange(beat, 30_001_000, 30_002_000);
        Assert.Equal([beat + 30_000_000], At(facts, FactKind.DeclaredDead));
        Assert.Equal(2, At(facts, FactKind.Opened).Length);
    }

    [Theory]
    [InlineData(LostDirection.Upstream, 0)]
    [InlineData(LostDirection.Downstream, 1)]
    public void One_direction_is_lost_and_the_other_flows(LostDirection direction, int published)
    {
        var drop = new OneWayDropFault { At = TimeSpan.FromSeconds(10), For = TimeSpan.FromSeconds(25), Share = 1, Direction = direction };
        Fact[] facts = Play(_ping, Quiet(100) with { Faults = [drop], Publications = [TimeSpan.FromSeconds(20)] });

        FetchReason first = (FetchReason)facts.First(fact => fact.Kind == FactKind.VersionHeld).B;
        Assert.Equal(published == 0 ? FetchReason.Push : FetchReason.Open, first);
    }

    [Fact]
    public void The_servers_end_is_told_with_its_code_and_refuses_for_a_while()
    {
        ServerEnd end = new(TimeSpan.FromSeconds(10), CloseCause.CloseFrame, 1001, TimeSpan.FromSeconds(2));
        Fact[] facts = Play(_ping, Quiet() with { Ends = [end] });

        Fact gone = facts.First(fact => fact.Kind == FactKind.SocketGone);
        Assert.Equal((10_000_100, CloseCause.CloseFrame, 1001), (gone.At - VirtualRun.Zero, (CloseCause)gone.B, gone.C));
        Fact failed = facts.First(fact => fact.Kind == FactKind.AttemptFailed);
        Assert.Equal((11_000_300, CloseCause.Refused), (failed.At - VirtualRun.Zero, (CloseCause)failed.B));
        Assert.Equal(2, At(facts, FactKind.Opened).Length);
    }

    [Fact]
    public void A_push_leads_to_a_fetch_of_what_was_published()
    {
        Fact[] facts = Play(_ping, Quiet() with { Publications = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)] });

        Assert.Equal([1L, 2L], facts.Where(fact => fact.Kind == FactKind.VersionHeld).Select(fact => fact.C));
        Assert.Equal([5_001_300, 6_001_300], At(facts, FactKind.VersionHeld));
    }

    [Fact]
    public void Facts_are_in_the_order_of_the_clock_and_end_with_the_run()
    {
        Fact[] facts = Play(_rounds, Quiet(400) with { Faults = [Drop(20, 170)], Publications = [TimeSpan.FromSeconds(50)] });

        Assert.Equal(facts.OrderBy(fact => fact.At), facts);
        Assert.Equal((FactKind.PhaseBegan, (int)RunPhase.Ended), (facts[^1].Kind, facts[^1].A));
    }
}
