using Harness.Clients;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Simulation;

/// <summary>Scenarios to simulate.</summary>
internal static class Simulated
{
    /// <summary>A preset with a flaw, with every kind of trouble that the simulator knows.</summary>
    public static Scenario Of(string preset, string? flaw = null)
    {
        ClientPolicy policy = PresetRegistry.Find(preset)!.Policy;
        return Of(policy, flaw is null ? policy : ClientFlaws.Find(flaw)!.Apply(policy));
    }

    public static Scenario Of(ClientPolicy judged, ClientPolicy played) => new()
    {
        Name = "simulated",
        Clients = new ClientSettings { Policy = judged, Played = played, Count = 10 },
        Load = [new HoldStage { For = TimeSpan.FromSeconds(10) }],
    };

    /// <summary>A listing, judged by the policy that it was meant to keep.</summary>
    public static Scenario AsWritten(string preset, AsWritten listing)
    {
        ClientPolicy policy = PresetRegistry.Find(preset)!.Policy with { AsWritten = listing };
        return Of(policy, policy);
    }

    /// <summary>A file of a few seconds, to be simulated and run.</summary>
    public static string File(string flaw, string faults = "faults: [ silent-drop: { at: 2s, for: 3s, share: 20% } ]") => $$"""
        name: few-seconds
        clients:
          preset: heartbeat-rounds   # count: 1
          count: 100
          heartbeat: { interval: 400ms, misses: 3 }
          reconnect: { delay: 200ms, max_delay: 200ms, attempt_timeout: 600ms }
          fallback: { on_loss: 0s, every: 500ms, timeout: 500ms }
          flaws: [{{flaw}}]
        # not a part of the clients
        load:
          - ramp: { over: 500ms }
          - hold: { for: 8s }
        {{faults}}
        """;

    public static Scenario Parse(string text)
    {
        LoadResult loaded = ScenarioFile.Parse(text, "simulated.yaml");
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors));
        return loaded.Scenarios[0].Scenario;
    }
}
