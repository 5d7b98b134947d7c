using System.Collections.Immutable;
using Harness.Clients;
using Harness.Load;
using Harness.Scenarios;
using Harness.Scenarios.Lifetimes;
using Harness.Tests.Clients;

namespace Harness.Tests.Load;

public sealed class LoadPlannerTests
{
    [Fact]
    public void A_ramp_puts_one_client_into_each_equal_slot()
    {
        long[] starts = Starts([Ramp(8)], count: 2_000, seed: 1);

        Assert.Equal(2_000, starts.Length);
        Assert.All(starts.Index(), start => Assert.InRange(start.Item, start.Index * 4_000L, ((start.Index + 1) * 4_000L) - 1));
    }

    [Fact]
    public void The_place_in_the_slot_is_drawn()
    {
        long[] places = [.. Starts([Ramp(8)], count: 2_000, seed: 1).Select((start, i) => start - (i * 4_000L))];

        Assert.InRange(places.Average(), 1_800, 2_200);
        Assert.True(places.Min() < 100 && places.Max() > 3_900);
    }

    [Fact]
    public void Stages_follow_one_another_and_targets_are_absolute()
    {
        long[] starts = Starts([Ramp(1, to: 10), Hold(5), Ramp(2, to: 30), Hold(1), Ramp(4)], count: 50, seed: 3);

        Assert.Equal(50, starts.Length);
        Assert.All(starts[..10], start => Assert.InRange(start, 0, 999_999));
        Assert.All(starts[10..30], start => Assert.InRange(start, 6_000_000, 7_999_999));
        Assert.All(starts[30..], start => Assert.InRange(start, 9_000_000, 12_999_999));
        Assert.Equal(starts.Order(), starts);
    }

    [Fact]
    public void A_ramp_to_what_is_there_already_adds_none_and_takes_its_time()
    {
        long[] starts = Starts([Ramp(1, to: 10), Ramp(5, to: 10), Ramp(1, to: 11)], count: 11, seed: 3);

        Assert.Equal(11, starts.Length);
        Assert.InRange(starts[10], 6_000_000, 6_999_999);
    }

    [Fact]
    public void A_ramp_down_closes_those_who_came_last_evenly()
    {
        ImmutableArray<PlannedSession> sessions = Plan([Ramp(1, to: 10), Hold(1), Ramp(3, to: 4), Hold(5)], count: 10);

        Assert.All(sessions[..4], session => Assert.Equal(long.MaxValue, session.End));
        Assert.All(sessions[4..].Reverse().Index(), left => Assert.InRange(left.Item.End, 2_000_000 + (left.Index * 500_000), 2_000_000 + ((left.Index + 1) * 500_000)));
    }

    [Fact]
    public void A_place_that_comes_back_is_a_client_more()
    {
        ImmutableArray<PlannedSession> sessions = Plan([Ramp(1, to: 10), Ramp(1, to: 0), Ramp(1, to: 5)], count: 10);

        Assert.Equal(15, sessions.Length);
        Assert.Equal(10, LoadPlanner.Peak(sessions));
        Assert.Equal([0, 10], [CountAt(sessions, 2), CountAt(sessions, 1)]);
    }

    [Fact]
    public void Sessions_with_a_lifetime_follow_each_other_in_their_place()
    {
        ImmutableArray<PlannedSession> sessions = Plan([Keep(10, 100)], count: 100, new ConstantLifetime { Time = TimeSpan.FromSeconds(3) });

        Assert.Equal(400, sessions.Length);
        Assert.Equal(100, LoadPlanner.Peak(sessions));
        Assert.All([0.5, 3.5, 9.5], second => Assert.Equal(100, CountAt(sessions, second)));
        Assert.Equal(100, sessions.Count(session => session.End == long.MaxValue));
        Assert.Equal(sessions.Select(session => session.Start).Order(), sessions.Select(session => session.Start));
    }

    [Fact]
    public void Who_arrives_stays_for_a_lifetime()
    {
        ImmutableArray<PlannedSession> sessions = Plan([new ArrivalsStage { Rate = 10, For = TimeSpan.FromSeconds(20) }, Hold(10)], count: 1, new ConstantLifetime { Time = TimeSpan.FromSeconds(2) });

        Assert.Equal(200, sessions.Length);
        Assert.All(sessions.Where(session => session.End < long.MaxValue), session => Assert.Equal(2_000_000, session.End - session.Start));
        Assert.InRange(CountAt(sessions, 10), 19, 21);
        Assert.Equal(0, CountAt(sessions, 23));
    }

    [Fact]
    public void Who_arrives_comes_on_top_of_who_has_a_place()
    {
        ImmutableArray<PlannedSession> sessions = Plan([Keep(1, 50), new ArrivalsStage { Rate = 10, For = TimeSpan.FromSeconds(10) }, new PauseStage { For = TimeSpan.FromSeconds(1) }, Hold(1)], count: 50);

        Assert.Equal(150, CountAt(sessions, 10.99));
        Assert.Equal(100, CountAt(sessions, 11.5));
    }

    [Fact]
    public void Another_lifetime_moves_no_connect_of_those_who_arrive()
    {
        LoadStage[] load = [new PoissonArrivalsStage { Rate = 30, For = TimeSpan.FromSeconds(10) }];

        Assert.Equal(
            Plan(load, 1).Select(session => session.Start),
            Plan(load, 1, new ExponentialLifetime { Average = TimeSpan.FromSeconds(1) }).Select(session => session.Start));
    }

    [Fact]
    public void A_population_of_its_own_start_begins_then()
    {
        var late = new Population { Clients = Clients(10), Load = [Ramp(2)], Start = TimeSpan.FromSeconds(5) };

        Assert.All(LoadPlanner.Plan(late, 1, late.End), session => Assert.InRange(session.Start, 5_000_000, 6_999_999));
        Assert.Equal(TimeSpan.FromSeconds(7), late.End);
    }

    [Fact]
    public void Clients_that_no_ramp_reaches_are_absent()
    {
        Assert.Equal(7, Starts([Ramp(1, to: 7), Hold(9)], count: 50, seed: 3).Length);
        Assert.Empty(Starts([Hold(9)], count: 50, seed: 3));
    }

    [Fact]
    public void The_same_seed_gives_the_same_starts_and_another_one_others()
    {
        Assert.Equal(Starts([Ramp(8)], 500, 7), Starts([Ramp(8)], 500, 7));
        Assert.NotEqual(Starts([Ramp(8)], 500, 7), Starts([Ramp(8)], 500, 8));
    }

    private static long[] Starts(LoadStage[] load, int count, ulong seed) => [.. Plan(load, count, seed: seed).Select(session => session.Start)];

    private static ImmutableArray<PlannedSession> Plan(LoadStage[] load, int count, Lifetime? lifetime = null, ulong seed = 3) =>
        new Population { Clients = Clients(count), Load = [.. load], Lifetime = lifetime } is var population ? LoadPlanner.Plan(population, seed, population.End) : [];

    private static ClientSettings Clients(int count) => new() { Policy = Policies.Quiet(), Played = Policies.Quiet(), Count = count };

    private static int CountAt(ImmutableArray<PlannedSession> sessions, double second) => sessions.Count(session => session.Start <= second * 1e6 && session.End > second * 1e6);

    private static KeepStage Keep(double seconds, int clients) => new() { For = TimeSpan.FromSeconds(seconds), Clients = clients };

    private static RampStage Ramp(double seconds, int? to = null) => new() { Over = TimeSpan.FromSeconds(seconds), To = to };

    private static HoldStage Hold(double seconds) => new() { For = TimeSpan.FromSeconds(seconds) };
}
