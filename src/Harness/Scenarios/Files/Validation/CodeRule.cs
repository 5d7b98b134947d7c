namespace Harness.Scenarios.Files.Validation;

/// <summary>What only scenarios in C# have: texts of assertions that nobody has read yet, assertions in code, session code.</summary>
internal static class CodeRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        for (int i = 0; i < scenario.Assertions.Length; i++)
        {
            if (scenario.Assertions[i].Problem is { } problem)
            {
                findings.Error($"assertions[{i}]", problem);
            }
        }

        for (int i = 0; i < scenario.Checks.Length; i++)
        {
            string name = scenario.Checks[i].Name;
            if (string.IsNullOrWhiteSpace(name))
            {
                findings.Error($"checks[{i}].name", "must say what is demanded, but is empty");
            }
            else if (scenario.Checks.IndexOf(scenario.Checks.First(check => check.Name == name)) < i)
            {
                findings.Error($"checks[{i}].name", $"\"{name}\" is given twice");
            }
        }
    }

    /// <summary>As above, of one population.</summary>
    public static void CheckClients(Scenario scenario, Findings findings)
    {
        if (scenario.Clients is { Session: not null, Policy.Transport: ClientTransport.Poll })
        {
            findings.Error("clients.session", $"needs a socket: it begins when the client opens, and {scenario.Clients.Policy.Preset} has none", "clients.preset", "clients.transport");
        }
    }
}
