using Harness.Metrics;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>What an assertion is limited to must exist, and be able to have values.</summary>
internal static class AssertionLimitsRule
{
    private const MetricNeeds OfHitClients = MetricNeeds.NoticeableFault | MetricNeeds.HealingFault | MetricNeeds.Presence;

    public static void Check(Scenario scenario, Findings findings)
    {
        for (int i = 0; i < scenario.Assertions.Length; i++)
        {
            Assertion assertion = scenario.Assertions[i];
            CheckStat(assertion, $"assertions[{i}]", findings);
            CheckFault(scenario, assertion, $"assertions[{i}].fault", findings);
            CheckCohort(scenario, assertion, $"assertions[{i}].cohort", findings);
            CheckPopulation(scenario, assertion, $"assertions[{i}].population", findings);
        }
    }

    /// <summary>The file's reader has said this already in the words of the text; this is for assertions built in C#.</summary>
    private static void CheckStat(Assertion assertion, string path, Findings findings)
    {
        if (assertion.Metric.IsDistribution != assertion.Stat.HasValue)
        {
            findings.Error(path, assertion.Metric.IsDistribution ? $"needs a statistic of {assertion.Metric.Name}" : $"has a statistic, but {assertion.Metric.Name} is one value");
        }
    }

    private static void CheckFault(Scenario scenario, Assertion assertion, string path, Findings findings)
    {
        if (assertion.Fault is not { } index)
        {
            return;
        }

        if (scenario.Faults.IsEmpty)
        {
            findings.Error(path, $"is {index}, but the scenario has no faults", "faults");
        }
        else if (index < 0 || index >= scenario.Faults.Length)
        {
            findings.Error(path, $"must be from 0 to {scenario.Faults.Length - 1}, but is {index}: it is the index of a fault", ScenarioValidator.FaultList);
        }
        else if (assertion.Metric.Needs.HasFlag(MetricNeeds.NoticeableFault) && !Noticeable.Is(scenario.Faults[index]))
        {
            string why = scenario.Faults[index] is { Path: FaultPath.Http, Traits.MeantToBeNoticed: true } ? "leaves the WebSocket path alone" : "is not meant to be noticed";
            findings.Error(path, $"is {index}, but faults[{index}], {scenario.Faults[index].Kind}, {why}: {assertion.Metric.Name} has no values there", $"faults[{index}]");
        }
    }

    private static void CheckPopulation(Scenario scenario, Assertion assertion, string path, Findings findings)
    {
        string[] names = [.. scenario.Populations.Select(population => population.Name)];
        if (assertion.Population is { } name && !names.Contains(name))
        {
            findings.Error(path, names is [Population.Usual] ? $"is {Units.Quote(name)}, but the scenario has no populations" : $"{Units.Quote(name)} is not known; {Nearest.Suggest(name, names)}", "populations");
        }
    }

    private static void CheckCohort(Scenario scenario, Assertion assertion, string path, Findings findings)
    {
        if (assertion.Cohort == CohortSide.Hit && scenario.Faults.IsEmpty)
        {
            findings.Error(path, "is hit, but the scenario has no faults", "faults");
        }
        else if (assertion.Cohort == CohortSide.Control)
        {
            if ((assertion.Metric.Needs & OfHitClients) != 0)
            {
                findings.Error(path, $"is control, but {assertion.Metric.Name} is about clients that a fault hits");
            }

            int everybody = scenario.Faults.IndexOf(scenario.Faults.FirstOrDefault(fault => fault.Share >= 1)!);
            if (everybody >= 0)
            {
                findings.Error(path, $"is control, but faults[{everybody}] hits {Units.ShowShare(1)} of the cohorts: there is no control group", $"faults[{everybody}].share");
            }
        }
    }
}
