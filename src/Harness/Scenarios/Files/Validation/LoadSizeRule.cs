using System.Globalization;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>
/// A load ends within the longest duration, and has not more sessions than a run can hold, as far as that is certain before it is laid down: how many follow each other
/// in a place is drawn, so the plan has the last word.
/// </summary>
internal static class LoadSizeRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        CheckLength(scenario, findings);
        if (!CanBeSized(findings))
        {
            return;
        }

        // One load, or several: where they are.
        string path = scenario.Load.IsEmpty ? "populations" : "load";
        double moves = scenario.Populations.Sum(population => LoadSize.Moves(scenario.Settle(population).Load));
        if (moves > LoadSize.MostMoves)
        {
            findings.Error(path, string.Create(CultureInfo.InvariantCulture, $"would take {moves:0} steps to lay down, and at most {LoadSize.MostMoves} are laid down: make periods, every or times longer, or steps fewer"));
            return;
        }

        double sessions = scenario.Populations.Sum(population => LoadSize.Of(scenario.Settle(population)).Sessions);
        if (!(sessions <= LoadSize.MostSessions))
        {
            findings.Error(path, string.Create(CultureInfo.InvariantCulture, $"would start about {sessions:0} sessions, and a run has at most {LoadSize.MostSessions}: make numbers, rates or times smaller, or lifetimes longer"));
        }
    }

    /// <summary>Whether everything that the size of the loads follows from is in its range.</summary>
    public static bool CanBeSized(Findings findings) => findings.AreUsable("clients", "populations", "load");

    /// <summary>Summed in seconds: durations in ticks overflow before they are too long.</summary>
    private static void CheckLength(Scenario scenario, Findings findings)
    {
        for (int i = 0; i < scenario.Populations.Length; i++)
        {
            Population population = scenario.Populations[i];
            bool isShared = population.Load.IsEmpty;
            double stages = (isShared ? scenario.Load : population.Load).Sum(stage => stage.Length.TotalSeconds);
            double seconds = population.Start.TotalSeconds + stages;
            if (seconds > Units.Longest.TotalSeconds)
            {
                string start = scenario.Populations is [{ Name: Population.Usual }] ? "clients.start" : $"populations[{i}].start";
                string path = !isShared ? $"populations[{i}].load" : stages > Units.Longest.TotalSeconds ? "load" : start;
                string end = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.###}h");
                findings.Error(path, path == start ? $"must leave the load time to end within {Units.Show(Units.Longest)}, but it ends at {end}" : $"must end within {Units.Show(Units.Longest)}, but ends at {end}", start);
            }
        }
    }
}
