using Harness.Faults;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Two faults of a kind of which there can be one only must not be on at once: the second would replace the first, and its end end both.</summary>
internal static class FaultOverlapRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        for (int later = 1; later < scenario.Faults.Length; later++)
        {
            Fault fault = scenario.Faults[later];
            for (int earlier = 0; earlier < later && FaultRegistry.Find(fault.Kind) is { IsAlone: true }; earlier++)
            {
                Fault other = scenario.Faults[earlier];
                if (other.Kind == fault.Kind && fault.At <= EndOf(other) && other.At <= EndOf(fault))
                {
                    string lasts = other.For is { } length ? $"from {Units.Show(other.At)} to {Units.Show(other.At + length)}" : $"from {Units.Show(other.At)} on";
                    findings.Error(
                        $"faults[{later}].at",
                        $"is {Units.Show(fault.At)}, but faults[{earlier}] is on {lasts}, and there can be one {fault.Kind} at a time",
                        $"faults[{earlier}].at", $"faults[{earlier}].for", $"faults[{later}].for");
                }
            }
        }
    }

    private static TimeSpan EndOf(Fault fault) => fault.For is { } length ? fault.At + length : TimeSpan.MaxValue;
}
