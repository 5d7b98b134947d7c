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
}
