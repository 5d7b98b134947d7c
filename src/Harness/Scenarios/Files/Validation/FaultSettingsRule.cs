using Harness.Faults;

namespace Harness.Scenarios.Files.Validation;

/// <summary>The rules of each kind of fault, which stand with the kind.</summary>
internal static class FaultSettingsRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        for (int i = 0; i < scenario.Faults.Length; i++)
        {
            foreach ((string key, string message) in FaultRegistry.Find(scenario.Faults[i].Kind)?.Check(scenario.Faults[i]) ?? [])
            {
                findings.Error($"faults[{i}].{key}", message);
            }
        }
    }
}
