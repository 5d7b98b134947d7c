using System.Collections.Immutable;
using Harness.Clients;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Capacity;

/// <summary>What has to hold at a level.</summary>
public static class Objectives
{
    /// <summary>
    /// What goes without saying. Round trips are measured on answers alone, so a target that turns clients away, or falls silent, would keep any limit of theirs.
    /// </summary>
    public static readonly ImmutableArray<Assertion> Always =
    [
        new Assertion { Expression = "clients.never_opened == 0", Metric = MetricNames.NeverOpened, Comparison = Comparison.Equal, Limit = 0 },
        new Assertion { Expression = "false_alarms == 0", Metric = MetricNames.FalseAlarms, Comparison = Comparison.Equal, Limit = 0 },
    ];

    /// <summary>What was asked for, or else what the scenario asserts; with <see cref="Always"/>, as far as these say nothing of the same metric.</summary>
    /// <param name="scenario">Whose assertions are taken where nothing is asked for.</param>
    /// <param name="asked">Empty: nothing.</param>
    /// <param name="isAllowed">Whether a scenario can have such assertions: some faults make false alarms certain.</param>
    public static ImmutableArray<Assertion> Of(Scenario scenario, ImmutableArray<Assertion> asked, Func<Scenario, bool> isAllowed)
    {
        ImmutableArray<Assertion> objectives = asked.IsEmpty ? scenario.Assertions : asked;
        foreach (Assertion always in Always.Where(always => (always.Metric != MetricNames.NeverOpened || scenario.Populations.All(population => population.Clients.Policy.Transport == ClientTransport.WebSocket)) && objectives.All(objective => objective.Metric.Name != always.Metric.Name)))
        {
            ImmutableArray<Assertion> more = objectives.Add(always);
            objectives = isAllowed(scenario with { Assertions = more, Expect = [] }) ? more : objectives;
        }

        return objectives;
    }
}
