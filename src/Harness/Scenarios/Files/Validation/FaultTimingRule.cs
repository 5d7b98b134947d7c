using Harness.Faults;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>A fault begins and ends while the load is on. Its onset may lie in a ramp.</summary>
internal static class FaultTimingRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        TimeSpan end = scenario.Duration;
        for (int i = 0; i < scenario.Faults.Length; i++)
        {
            Fault fault = scenario.Faults[i];
            string path = $"faults[{i}]";
            findings.AtLeast($"{path}.at", fault.At, TimeSpan.Zero);
            if (fault.At >= end)
            {
                findings.Error($"{path}.at", $"must be before the load ends at {Units.Show(end)}, but is {Units.Show(fault.At)}", "load");
            }

            bool isEvent = FaultRegistry.Find(fault.Kind)?.IsEvent ?? fault.For is null;
            if (fault.For is not { } length)
            {
                if (!isEvent)
                {
                    findings.Error($"{path}.for", $"is missing: {fault.Kind} lasts until it is removed");
                }
            }
            else if (isEvent)
            {
                findings.Error($"{path}.for", $"does not apply: {fault.Kind} is an event that is not removed");
            }
            else
            {
                findings.MoreThanZero($"{path}.for", length);
                if (fault.At + length >= end)
                {
                    findings.Error(
                        $"{path}.for",
                        $"must end before the load does at {Units.Show(end)}, but ends at {Units.Show(fault.At + length)} (at {Units.Show(fault.At)} + for {Units.Show(length)})",
                        $"{path}.at",
                        "load");
                }
            }
        }
    }
}
