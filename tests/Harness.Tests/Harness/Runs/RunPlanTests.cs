using Harness.Clients;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Seeding;
using Harness.Tests.Clients;
using Harness.Timing;

namespace Harness.Tests.Runs;

/// <summary>Everything that the seed decides, compared before anything runs.</summary>
public sealed class RunPlanTests
{
    private static readonly Scenario _scenario = Intents.Scenario(500, 10, 0.3, 0.3);

    [Fact]
    public void The_same_seed_gives_the_same_plan()
    {
        (RunPlan first, RunPlan second) = (RunPlan.Create(_scenario, 7), RunPlan.Create(_scenario, 7));

        Assert.Equal(first.Sessions, second.Sessions);
        Assert.Equal(first.JitterDraws, second.JitterDraws);
        Assert.Equal(first.FaultCohorts.Select(cohorts => string.Join(',', cohorts)), second.FaultCohorts.Select(cohorts => string.Join(',', cohorts)));
        Assert.Equal(first.Digest, second.Digest);
    }

    [Fact]
    public void Another_seed_gives_another_one_in_each_part()
    {
        RunPlan[] plans = [.. Enumerable.Range(1, 20).Select(seed => RunPlan.Create(_scenario, (ulong)seed))];

        Assert.Equal(20, plans.Select(plan => plan.Digest).Distinct().Count());
        Assert.Equal(20, plans.Select(plan => plan.Sessions[0]).Distinct().Count());
        Assert.Equal(20, plans.Select(plan => plan.JitterDraws[0]).Distinct().Count());
        Assert.InRange(plans.Select(plan => string.Join(',', plan.FaultCohorts[0])).Distinct().Count(), 10, 20);
    }

    [Fact]
    public void A_seed_and_the_next_share_no_draws()
    {
        // With seed + client as a client's seed, client 1 under seed 1 would draw what client 0 draws under seed 2.
        Assert.Empty(RunPlan.Create(_scenario, 1).JitterDraws.Intersect(RunPlan.Create(_scenario, 2).JitterDraws));
    }

    [Fact]
    public void The_digest_covers_every_part()
    {
        string digest = RunPlan.Create(_scenario, 7).Digest;

        Assert.NotEqual(digest, RunPlan.Create(Intents.Scenario(500, 10, 0.3), 7).Digest);
        Assert.NotEqual(digest, RunPlan.Create(Intents.Scenario(500, 10, 0.3, 0.4), 7).Digest);
        Assert.NotEqual(digest, RunPlan.Create(Intents.Scenario(501, 10, 0.3, 0.3), 7).Digest);
        Assert.NotEqual(digest, RunPlan.Create(_scenario with { Load = [new RampStage { Over = TimeSpan.FromSeconds(9) }] }, 7).Digest);
        Assert.Matches("^[0-9a-f]{64}$", digest);
    }

    [Fact]
    public void A_fault_more_moves_no_connect_and_no_draw()
    {
        (RunPlan one, RunPlan two) = (RunPlan.Create(Intents.Scenario(500, 10, 0.3), 7), RunPlan.Create(_scenario, 7));

        Assert.Equal(one.Sessions, two.Sessions);
        Assert.Equal(one.JitterDraws, two.JitterDraws);
        Assert.Equal(one.FaultCohorts[0], two.FaultCohorts[0]);
    }

    [Theory]
    [InlineData(10, 0.1, 1)]
    [InlineData(10, 0.3, 3)]
    [InlineData(10, 0.7, 7)]
    [InlineData(10, 1, 10)]
    [InlineData(3, 0.3333, 1)]
    [InlineData(100, 0.29, 29)]
    [InlineData(1, 1, 1)]
    public void A_share_is_a_number_of_cohorts(int cohorts, double share, int expected)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var hit = Assert.Single(RunPlan.Create(Intents.Scenario(100, cohorts, share), seed).FaultCohorts);
            Assert.Equal(expected, hit.Length);
            Assert.Equal(hit.Distinct().Order(), hit);
            Assert.All(hit, cohort => Assert.InRange(cohort, 0, cohorts - 1));
        }
    }

    [Fact]
    public void Faults_hit_cohorts_of_their_own_while_there_are_enough()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var hit = RunPlan.Create(Intents.Scenario(100, 10, 0.3, 0.3, 0.4), seed).FaultCohorts;
            Assert.Equal(Enumerable.Range(0, 10), hit.SelectMany(cohorts => cohorts).Order());
        }
    }

    [Fact]
    public void Where_they_are_not_enough_each_fault_still_hits_its_share_and_no_cohort_is_spared_first()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var hit = RunPlan.Create(Intents.Scenario(100, 10, 0.7, 0.7, 1), seed).FaultCohorts;
            Assert.Equal([7, 7, 10], hit.Select(cohorts => cohorts.Length));
            Assert.Equal(10, hit[0].Union(hit[1]).Count());
        }
    }

    [Fact]
    public void Every_cohort_is_hit_under_some_seed() =>
        Assert.Equal(10, Enumerable.Range(1, 100).Select(seed => RunPlan.Create(Intents.Scenario(100, 10, 0.1), (ulong)seed).FaultCohorts[0][0]).Distinct().Count());

    [Fact]
    public void The_draws_of_the_plan_are_the_ones_that_the_clients_make()
    {
        // A lost client with jitter shows its first draw in its first delay: 10 s · (0 to 2).
        RunPlan plan = RunPlan.Create(_scenario, 7);
        ClientPolicy policy = Policies.Quiet() with
        {
            Reconnect = Policies.Quiet().Reconnect with { Delay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(20), Jitter = 1 },
        };
        for (int client = 0; client < 20; client++)
        {
            var machine = new ClientMachine(policy, 0, ClientSeed.Of(7, client));
            List<ClientEffect> effects = [];
            machine.Step(0, ClientInput.Start, effects);
            machine.Step(0, ClientInput.Opened(1), effects);
            machine.Step(0, ClientInput.Closed(1, isError: false), effects);

            Assert.Equal(plan.JitterDraws[client] * 20, MonotonicClock.Seconds(machine.NextDue), 1e-4);
        }
    }

    [Fact]
    public void Who_arrives_in_a_population_that_ends_before_the_others_stays_for_a_lifetime()
    {
        Population one = _scenario.Populations[0] with { Load = [new HoldStage { For = TimeSpan.FromSeconds(300) }] };
        Population arriving = one with
        {
            Name = "arriving",
            Load = [new ArrivalsStage { Rate = 10, For = TimeSpan.FromSeconds(10) }],
            Lifetime = new Harness.Scenarios.Lifetimes.ConstantLifetime { Time = TimeSpan.FromSeconds(5) },
        };

        RunPlan plan = RunPlan.Create(_scenario with { Load = [], Faults = [], Populations = [one, arriving] }, 7);

        Assert.Equal(100, plan.Sessions.Length);
        Assert.All(plan.Sessions, session => Assert.Equal(session.Start + 5_000_000, session.End));
    }
}
