using Harness.Faults.Kinds;
using Harness.Scenarios;
using Harness.Tests.Clients;

namespace Harness.Tests.Runs;

/// <summary>Scenarios in code.</summary>
internal static class Intents
{
    public static Scenario Scenario(int clients, int cohorts, params ReadOnlySpan<double> shares) => new()
    {
        Name = "plan",
        Clients = new ClientSettings { Policy = Policies.Preset("heartbeat-rounds"), Played = Policies.Preset("heartbeat-rounds"), Count = clients },
        Cohorts = cohorts,
        Load = [new RampStage { Over = TimeSpan.FromSeconds(8) }, new HoldStage { For = TimeSpan.FromSeconds(30) }],
        Faults = [.. shares.ToArray().Select(share => new SilentDropFault { At = TimeSpan.FromSeconds(10), For = TimeSpan.FromSeconds(10), Share = share })],
    };
}
