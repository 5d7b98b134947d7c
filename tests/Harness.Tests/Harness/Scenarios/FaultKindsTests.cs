using Harness.Faults;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

public sealed class FaultKindsTests
{
    public static TheoryData<string> Names => [.. FaultRegistry.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_example_of_each_kind_loads_as_that_kind(string name)
    {
        FaultKind kind = FaultRegistry.Find(name)!;

        LoadResult result = ScenarioFile.Parse(With(kind.Example), "f.yaml");

        Assert.Empty(result.Errors);
        Fault fault = Assert.Single(result.Scenarios[0].Scenario.Faults);
        Assert.Equal(name, fault.Kind);
        Assert.Equal(kind.IsEvent, fault.For is null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_kind_has_a_recipe_that_makes_it(string name)
    {
        Fault fault = ScenarioFile.Parse(With(FaultRegistry.Find(name)!.Example), "f.yaml").Scenarios[0].Scenario.Faults[0];

        Assert.NotNull(FaultRecipes.For(fault));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_kind_says_what_is_missing_and_unknown(string name)
    {
        LoadResult result = ScenarioFile.Parse(With($"{name}: {{ at: 12s, colour: red }}"), "f.yaml");

        bool hasShare = FaultRegistry.Find(name)!.HasShare;
        Assert.Equal(hasShare, result.Errors.Contains("f.yaml:5: faults[0].share is missing"));
        Assert.Contains(result.Errors, error => error.StartsWith($"f.yaml:5: faults[0].colour is not known; known are at{(hasShare ? ", for" : "")}", StringComparison.Ordinal));
    }

    private static string With(string fault) => $$"""
        name: one-fault
        target: { nodes: 2 }
        clients: { preset: heartbeat-rounds, count: 10 }
        load: [ ramp: { over: 60s } ]
        faults: [ {{fault}} ]
        """;
}
