namespace Harness.Scenarios.Files.Validation;

/// <summary>The load starts with a ramp and reaches the full count.</summary>
internal static class LoadRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Load.IsEmpty)
        {
            findings.Error("load", "must have at least one stage, a ramp");
            return;
        }

        if (scenario.Load[0] is not RampStage)
        {
            findings.Error("load[0]", "must be a ramp: before the first there are no clients");
        }

        int count = scenario.Clients.Count;
        for (int i = 0; i < scenario.Load.Length; i++)
        {
            findings.MoreThanZero(scenario.Load[i] is RampStage ? $"load[{i}].over" : $"load[{i}].for", scenario.Load[i].Length);
            if (scenario.Load[i] is RampStage { To: { } to })
            {
                findings.Within($"load[{i}].to", to, 1);
                if (to > count)
                {
                    findings.Error($"load[{i}].to", $"must be at most clients.count, {count}, but is {to}", "clients.count");
                }
            }
        }

        int reached = scenario.Load.OfType<RampStage>().Select(ramp => ramp.To ?? count).DefaultIfEmpty(0).Max();
        if (reached < count)
        {
            findings.Warning("load", $"never reaches the {count} clients of clients.count: at most {reached} run", "clients.count");
        }
    }
}
