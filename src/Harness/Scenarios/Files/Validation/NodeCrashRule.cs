using Harness.Faults.Kinds;

namespace Harness.Scenarios.Files.Validation;

/// <summary>A node that crashes is one of several, or there is nobody to come back to.</summary>
internal static class NodeCrashRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        for (int i = 0; i < scenario.Faults.Length; i++)
        {
            if (scenario.Faults[i] is not NodeCrashFault crash)
            {
                continue;
            }

            if (scenario.Target.Nodes < 2)
            {
                findings.Error($"faults[{i}]", $"{NodeCrashFault.About.Name} needs target.nodes of at least 2, but it is {scenario.Target.Nodes} ({RestartFault.About.Name} crashes them all)", "target.nodes");
            }
            else
            {
                findings.Within($"faults[{i}].node", crash.Node, 0, scenario.Target.Nodes - 1);
            }
        }
    }
}
