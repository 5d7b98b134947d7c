using Harness.Scenarios;

namespace Harness.Capacity.Levers;

/// <summary>The number of clients that are open at once; populations keep their shares.</summary>
public sealed class ClientsLever : ILever
{
    public string Name => "clients";

    public string Unit => "clients";

    public string One => "client";

    public string Meaning => "clients that are connected at once";

    public string Needs => "a load without arrivals; how many arrive is varied by --vary arrivals";

    public long? Of(Scenario scenario) => scenario.Populations.Select(scenario.Settle).Any(StepShape.IsOpen) ? null : scenario.Count;

    /// <summary>With a fault every cohort needs a client.</summary>
    public long Least(Scenario scenario) => scenario.Faults.IsEmpty ? scenario.Populations.Length : Math.Max(scenario.Cohorts, scenario.Populations.Length);

    public Scenario At(Scenario scenario, long level) => scenario.WithClients((int)level);
}
