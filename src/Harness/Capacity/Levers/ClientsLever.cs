using Harness.Scenarios;

namespace Harness.Capacity.Levers;

/// <summary>The number of clients that are open at once.</summary>
public sealed class ClientsLever : ILever
{
    public string Name => "clients";

    public string Unit => "clients";

    public string One => "client";

    public string Meaning => "clients that are connected at once";

    public long? Of(Scenario scenario) => scenario.Clients.Count;

    /// <summary>With a fault every cohort needs a client.</summary>
    public long Least(Scenario scenario) => scenario.Faults.IsEmpty ? 1 : scenario.Cohorts;

    public Scenario At(Scenario scenario, long level) => scenario.WithClients((int)level);
}
