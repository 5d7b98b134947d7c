namespace Harness.Scenarios.Files.Validation;

/// <summary>What a scenario expects to be broken must be judged in it: a metric that nothing is asserted of can neither hold nor break.</summary>
internal static class ExpectRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        foreach (string name in scenario.Expect)
        {
            if (ExpectText.WhyUnknown(name) is { } unknown)
            {
                findings.Error("expect", unknown);
            }
            else if (!name.StartsWith(Scenario.InvariantPrefix, StringComparison.Ordinal) && scenario.Assertions.All(assertion => assertion.Metric.Name != name))
            {
                findings.Error("expect", $"names {name}, which nothing is asserted of", "assertions");
            }
        }
    }
}
