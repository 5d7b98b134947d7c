using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Each population has a name, clients, a start and lifetimes in their ranges.</summary>
internal static class PopulationsRule
{
    private const int MostPopulations = 20;

    public static void Check(Scenario scenario, Findings findings)
    {
        bool single = scenario.Populations is [{ Name: Population.Usual }];
        if (scenario.Populations.Length > MostPopulations)
        {
            findings.Error("populations", $"must be at most {MostPopulations}, but are {scenario.Populations.Length}");
        }

        for (int i = 0; i < scenario.Populations.Length; i++)
        {
            Population population = scenario.Populations[i];
            string path = single ? "clients" : $"populations[{i}]";
            if (!GeneralRule.IsName(population.Name))
            {
                findings.Error($"{path}.name", $"must be 1 to 64 letters, digits, '-' and '_', but is {Units.Quote(population.Name)}");
            }
            else if (scenario.Populations.Take(i).Any(before => before.Name == population.Name))
            {
                findings.Error($"{path}.name", $"\"{population.Name}\" is also the name of another population");
            }

            findings.Within($"{path}.count", population.Clients.Count, 1, LoadSize.MostSessions);
            findings.AtLeast($"{path}.start", population.Start, TimeSpan.Zero);
            foreach ((string key, string message) in population.Lifetime?.Check() ?? [])
            {
                findings.Error($"{path}.lifetime.{key}", message);
            }
        }
    }
}
