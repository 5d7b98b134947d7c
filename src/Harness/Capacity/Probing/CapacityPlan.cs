using System.Collections.Immutable;
using Harness.Capacity.Levers;
using Harness.Scenarios;

namespace Harness.Capacity.Probing;

/// <summary>A search to be made.</summary>
public sealed record CapacityPlan
{
    /// <summary>Every step is made from it; scaled, if time is.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The text it came from, for the report.</summary>
    public string Source { get; init; } = "";

    public required ILever Lever { get; init; }
    public required SearchSettings Search { get; init; }
    public required StepShape Shape { get; init; }

    /// <summary>What has to hold at a level; scaled, if time is.</summary>
    public required ImmutableArray<Assertion> Objectives { get; init; }

    /// <summary>What it starts from, for the report.</summary>
    public SearchedScenario Described => new(
        Scenario.Name, Scenario.Description, Scenario.Count, string.Join(", ", Scenario.Populations.Select(population => population.Clients.Policy.Preset).Distinct()), [.. Scenario.Faults.Select(fault => $"{fault.Kind} {fault.Detail}".Trim())], Source);

    /// <summary>What is asked, for the report.</summary>
    public SearchTerms Terms => new()
    {
        Vary = Lever.Name,
        Unit = Lever.Unit,
        One = Lever.One,
        Objectives = [.. Objectives.Select(objective => objective.Expression)],
        HoldSeconds = TimesAt(Search.From).Hold.TotalSeconds,
        From = Search.From,
        Most = Search.Most,
        Within = Search.Within,
        Agree = Search.Agree,
        AtLeast = Search.AtLeast,
    };

    /// <summary>
    /// The longest time in which clients with heartbeats find out that the server is silent; null: none have any, or they never do. A level that is held for less cannot be told from
    /// one at which the server answers once and then never again: round trips are those of answers.
    /// </summary>
    public TimeSpan? LongestDetection => Scenario.Populations.Max(population => population.Clients.Policy is { Heartbeat: not null } policy ? policy.WorstCaseDetection : null);

    /// <summary>The ramp of a level, and how long it is held.</summary>
    public (TimeSpan Ramp, TimeSpan Hold) TimesAt(long level) => Shape.TimesOf(Lever.At(Scenario, level), Scenario);

    /// <summary>The scenario as it is run at a level.</summary>
    public Scenario At(long level) => Shape.Apply(Lever.At(Scenario, level), Scenario) with { Assertions = Objectives };
}
