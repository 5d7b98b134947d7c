using Harness.Scenarios;

namespace Harness.Capacity.Levers;

/// <summary>Clients that arrive per second, whoever is there already (the open model); populations keep their shares.</summary>
public sealed class ArrivalsLever : ILever
{
    public string Name => "arrivals";

    public string Unit => "arrivals/s";

    public string One => "arrival/s";

    public string Meaning => "clients that arrive per second, whoever is there already";

    public string Needs => "a load with arrivals";

    public long? Of(Scenario scenario) => Rate(scenario) is > 0 and var rate ? Math.Max(1, (long)Math.Round(rate)) : null;

    public long Least(Scenario scenario) => 1;

    public Scenario At(Scenario scenario, long level)
    {
        double ratio = level / Rate(scenario);
        return scenario with
        {
            Load = [],
            Populations =
            [
                .. scenario.Populations.Select(scenario.Settle).Select(population =>
                    StepShape.IsOpen(population) ? population with { Load = [.. population.Load.Select(stage => stage.IsOpen ? stage.WithClients(ratio) : stage)] } : population),
            ],
        };
    }

    private static double Rate(Scenario scenario) => scenario.Populations.Select(scenario.Settle).Where(StepShape.IsOpen).Sum(StepShape.ArrivalsPerSecond);
}
