using System.Globalization;
using System.Text.RegularExpressions;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Runs;

/// <summary>No role may run out of descriptors: a client costs a worker one and a proxy two, and HTTP connections come on top.</summary>
public sealed partial class RolePlannerTests
{
    private const int Reserve = RolePlanner.Reserve;

    [Theory]
    [InlineData(2_000, 10, 20_000L, 1, 1)]
    [InlineData(2_000, 10, null, 1, 1)]
    [InlineData(100_000, 10, null, 1, 1)]
    [InlineData(12_000, 10, 20_000L, 1, 2)]
    [InlineData(2_000, 10, 4_000L, 1, 2)]
    [InlineData(1, 10, 1_024L, 1, 1)]
    public void A_run_takes_as_few_processes_as_hold_it(int clients, int cohorts, long? limit, int workers, int proxies)
    {
        RolePlan plan = RolePlanner.Plan(clients, cohorts, 1, limit, ownTarget: true, ownProxies: true);

        Assert.Equal((workers, proxies, 1), (plan.Workers, plan.Proxies, plan.Nodes));
    }

    /// <summary>With fewer, a poll waited for the end of another one that was held, and timed out: the harness, not the server, made it late.</summary>
    [Theory]
    [InlineData(1_000, false, 64)]
    [InlineData(1_000, true, 100)]
    [InlineData(5, true, 4)]
    public void Where_polls_are_held_each_client_has_a_connection(int clients, bool holdsPolls, int connections) => Assert.Equal(
        connections, RolePlanner.Plan([clients], 10, 1, 20_000, ownTarget: true, ownProxies: true, holdsPolls).ConnectionsPerCohort);

    [Fact]
    public void A_scenario_is_planned_with_what_it_asks_for()
    {
        Scenario polls = Parse("preset: long-polling, count: 1000", ""), chat = Parse("preset: heartbeat-rounds, count: 12000", "topics: { updates: 0/s, per_client: 0 }\nchat: { groups: 10, messages: 5/s }");

        Assert.Equal(100, RolePlanner.Plan(polls, [1_000], new RunOptions(), 20_000).ConnectionsPerCohort);
        Assert.Equal(1, RolePlanner.Plan(chat, [12_000], new RunOptions(), 20_000).Nodes);
        Assert.Contains("each would have a chat room of its own", Assert.Throws<EnvironmentException>(() => RolePlanner.Plan(chat, [12_000], new RunOptions(), 8_000)).Message, StringComparison.Ordinal);

        static Scenario Parse(string clients, string more) =>
            ScenarioFile.Parse($"name: s\nclients: {{ {clients} }}\nload: [ ramp: {{ over: 1s }}, hold: {{ for: 5s }} ]\n{more}", "s.yaml").Scenarios.Single().Scenario;
    }

    [Fact]
    public void Held_polls_that_do_not_fit_are_refused()
    {
        Assert.Throws<EnvironmentException>(() => RolePlanner.Plan([2_000], 10, 1, 1_300, ownTarget: true, ownProxies: true, holdsPolls: true));
    }

    /// <summary>It was refused when its turn came, after the scenarios before it had been run.</summary>
    [Fact]
    public void A_scenario_of_held_polls_is_refused_by_the_same_plan_before_anything_starts()
    {
        Scenario scenario = new()
        {
            Name = "held",
            Clients = new ClientSettings { Count = 2_000, Policy = PresetRegistry.Find("long-polling")!.Policy },
            Load = [new RampStage { Over = 1.Seconds }],
        };

        Assert.Throws<EnvironmentException>(() => RolePlanner.Plan(scenario, [2_000], new RunOptions(), 1_300));
        RolePlanner.Plan(scenario with { Clients = scenario.Clients with { Policy = PresetRegistry.Find("ping-timeout")!.Policy } }, [2_000], new RunOptions(), 1_300);
    }

    [Fact]
    public void A_chat_room_is_on_one_node()
    {
        Scenario scenario = new()
        {
            Name = "room",
            Clients = new ClientSettings { Count = 30_000, Policy = PresetRegistry.Find("ping-timeout")!.Policy },
            Load = [new RampStage { Over = 1.Seconds }],
            Chat = new ChatSettings(),
        };

        EnvironmentException refused = Assert.Throws<EnvironmentException>(() => RolePlanner.Plan(scenario, [30_000], new RunOptions(), 20_000));
        Assert.Contains("a chat room of its own", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thirty_thousand_clients_take_two_workers_two_nodes_and_the_proxies_that_these_connections_fill()
    {
        RolePlan plan = RolePlanner.Plan(30_000, 10, 2, 20_000, ownTarget: true, ownProxies: true);

        Assert.Equal((2, 4, 2), (plan.Workers, plan.Proxies, plan.Nodes));
        // 15,000 connections and more to one node: past half of the ports of one address.
        Assert.Equal(OperatingSystem.IsLinux() ? 4 : 0, plan.SourceAddresses);
    }

    [Theory]
    [InlineData(30_000, 1, 20_000L, 2)]
    [InlineData(2_000, 3, 20_000L, 3)]
    [InlineData(2_000, 16, null, 16)]
    [InlineData(60_000, 2, 20_000L, 4)]
    public void There_are_as_many_nodes_as_asked_for_and_more_where_they_would_be_too_full(int clients, int asked, long? limit, int nodes) =>
        Assert.Equal(nodes, RolePlanner.Plan(clients, 10, asked, limit, ownTarget: true, ownProxies: true).Nodes);

    [Fact]
    public void Somebody_elses_target_is_one_node() =>
        Assert.Equal(1, RolePlanner.Plan(2_000, 10, 3, 20_000, ownTarget: false, ownProxies: true).Nodes);

    [Fact]
    public void Against_somebody_elses_target_workers_and_proxies_grow_with_the_clients()
    {
        RolePlan plan = RolePlanner.Plan(50_000, 10, 1, 20_000, ownTarget: false, ownProxies: true);

        Assert.Equal(3, plan.Workers);
        Assert.InRange(plan.Proxies, 6, 10);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Whatever_is_planned_fits(bool ownTarget, bool ownProxies)
    {
        int planned = 0, nodes = 0;
        foreach (int clients in (int[])[1, 7, 100, 999, 2_000, 5_000, 10_000, 30_000, 100_000])
        {
            foreach (int cohorts in (int[])[1, 2, 10, 100])
            {
                foreach (long limit in (long[])[400, 1_024, 4_096, 20_000, 65_536])
                {
                    planned += Fits(clients, cohorts, (nodes++ % 3) + 1, limit, ownTarget, ownProxies) ? 1 : 0;
                }
            }
        }

        Assert.InRange(planned, 40, 180);
    }

    [Theory]
    [InlineData(1_500, 1, 1_000, true, "a fault proxy", true)]
    [InlineData(20_000, 10, 2_000, false, "a fault proxy", true)]
    [InlineData(5, 100, 500, false, "a worker", false)]
    public void What_does_not_fit_is_told_with_what_is_needed_and_how_to_get_it(int clients, int cohorts, long limit, bool ownTarget, string who, bool fewerHelp)
    {
        var refused = Assert.Throws<EnvironmentException>(() => RolePlanner.Plan(clients, cohorts, 1, limit, ownTarget, ownProxies: true));

        Assert.Contains($"descriptors in {who}, but a process gets {limit:N0}", refused.Message, StringComparison.Ordinal);
        // Who does what the message says gets through.
        RolePlanner.Plan(clients, cohorts, 1, Number(Raise().Match(refused.Message)), ownTarget, ownProxies: true);
        Match fewer = AtMost().Match(refused.Message);
        Assert.Equal(fewerHelp, fewer.Success);
        if (fewerHelp)
        {
            RolePlanner.Plan((int)Number(fewer), cohorts, 1, limit, ownTarget, ownProxies: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void The_most_clients_fit_and_one_more_does_not(int cohorts)
    {
        foreach (long limit in (long[])[1_024, 2_000, 4_096, 20_000, 65_536])
        {
            int most = RolePlanner.MostClients(cohorts, limit);
            if (most > 0)
            {
                RolePlanner.Plan(most, cohorts, 1, limit, ownTarget: true, ownProxies: true);
            }

            if (most == 1_000_000)
            {
                // Nobody asks for more.
                continue;
            }

            Assert.Throws<EnvironmentException>(() => RolePlanner.Plan(most + 1, cohorts, 1, limit, ownTarget: true, ownProxies: true));
        }
    }

    [Fact]
    public void Without_a_limit_a_million_fit() => Assert.Equal(1_000_000, RolePlanner.MostClients(10, null));

    private static bool Fits(int clients, int cohorts, int asked, long limit, bool ownTarget, bool ownProxies)
    {
        RolePlan plan;
        try
        {
            plan = RolePlanner.Plan(clients, cohorts, asked, limit, ownTarget, ownProxies);
        }
        catch (EnvironmentException)
        {
            return false;
        }

        Assert.InRange(plan.Workers, 1, clients);
        Assert.InRange(plan.Proxies, 1, cohorts * plan.Nodes);
        Assert.True(plan.Nodes >= (ownTarget ? asked : 1));
        // Dealt out one by one, as a run does it.
        long[] nodes = new long[plan.Nodes], proxies = new long[plan.Proxies];
        for (int client = 0; client < clients; client++)
        {
            int cohort = client % cohorts, node = client / cohorts % plan.Nodes;
            nodes[node]++;
            proxies[((cohort * plan.Nodes) + node) % plan.Proxies] += 2;
        }

        for (int cohort = 0; cohort < cohorts; cohort++)
        {
            nodes[cohort % plan.Nodes] += (long)plan.ConnectionsPerCohort * plan.Workers;
            proxies[cohort % plan.Proxies] += 2L * plan.ConnectionsPerCohort * plan.Workers;
        }

        int inOneWorker = (clients + plan.Workers - 1) / plan.Workers;
        Assert.InRange(inOneWorker + (plan.ConnectionsPerCohort * cohorts), 1, limit - Reserve);
        Assert.InRange(ownTarget ? nodes.Max() : 0, 0, limit - Reserve);
        Assert.InRange(ownProxies ? proxies.Max() : 0, 0, limit - Reserve);
        return true;
    }

    private static long Number(Match match) => long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"ulimit -n (\d+)")]
    private static partial Regex Raise();

    [GeneratedRegex(@"at most ([\d,]+) clients")]
    private static partial Regex AtMost();
}
