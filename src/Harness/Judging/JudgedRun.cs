using System.Collections.Immutable;
using Harness.Journal;
using Harness.Scenarios;

namespace Harness.Judging;

/// <summary>What the judge judges: the intent, the plan, and the facts. Nothing else enters the verdict.</summary>
public sealed record JudgedRun
{
    /// <summary>The scenario as it was run, scaled if time was.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The cohorts of each fault, by the plan. Cohorts in none of them are the control group.</summary>
    public required ImmutableArray<ImmutableArray<int>> FaultCohorts { get; init; }

    public required RunJournal Journal { get; init; }

    /// <summary>How many clients the plan starts; null: as many as the scenario's count.</summary>
    public int? Planned { get; init; }

    /// <summary>The number of the first client of each population, by the plan: ascending, beginning with 0.</summary>
    public ImmutableArray<int> FirstClients { get; init; } = [0];

    /// <summary>The population that a client is of, by its place in the scenario.</summary>
    public int PopulationOf(int client)
    {
        int found = FirstClients.BinarySearch(client);
        return found >= 0 ? found : ~found - 1;
    }
}
