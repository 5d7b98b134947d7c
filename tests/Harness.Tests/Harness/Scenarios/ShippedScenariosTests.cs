using Harness.Metrics;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

public sealed class ShippedScenariosTests
{
    [Fact]
    public void Every_file_loads_without_error_or_warning()
    {
        LoadResult result = ScenarioFile.Load([ShippedScenarios.Folder]);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(
            ["half-open", "half-open-client", "http-outage", "latency", "one-way-drop", "ping-timeout", "silent-drop", "thirty-thousand"],
            result.Scenarios.Select(loaded => loaded.Scenario.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_has_the_name_of_its_scenario() => Assert.All(
        ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios,
        loaded => Assert.Equal(loaded.Scenario.Name, Path.GetFileNameWithoutExtension(loaded.Path)));

    [Fact]
    public void Every_scenario_has_a_control_group_and_sees_that_all_clients_opened() => Assert.All(
        ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios,
        loaded =>
        {
            Assert.All(loaded.Scenario.Faults, fault => Assert.True(fault.Share < 1));
            Assert.Contains(loaded.Scenario.Assertions, assertion => assertion.Metric == MetricNames.NeverOpened);
        });

    [Fact]
    public void The_standard_profile_is_three_scenarios_of_2000_clients_that_leave_room_in_three_minutes()
    {
        LoadResult result = ScenarioFile.Load([Path.Combine(ShippedScenarios.Folder, "standard.yaml")]);

        Assert.Empty(result.Errors);
        Scenario[] scenarios = [.. result.Scenarios.Select(loaded => loaded.Scenario)];
        Assert.Equal(["latency", "silent-drop", "half-open"], scenarios.Select(scenario => scenario.Name));
        Assert.All(scenarios, scenario => Assert.Equal(2000, scenario.Clients.Count));
        Assert.All(scenarios, scenario => Assert.True(scenario.Duration <= TimeSpan.FromSeconds(40)));
        Assert.All(scenarios, scenario => Assert.True(scenario.Drain <= TimeSpan.FromSeconds(3)));
        Assert.True(scenarios.Sum(scenario => (scenario.Duration + scenario.Drain).TotalSeconds) <= 120);
    }

    [Fact]
    public void The_table_of_the_readme_says_how_long_each_takes()
    {
        string readme = File.ReadAllText(Path.Combine(ShippedScenarios.Folder, "README.md"));

        Assert.All(ScenarioFile.Load([ShippedScenarios.Folder]).Scenarios, loaded =>
        {
            string row = readme.Split('\n').Single(line => line.StartsWith($"| `{loaded.Scenario.Name}` |", StringComparison.Ordinal));
            Assert.EndsWith($"| {(loaded.Scenario.Duration + loaded.Scenario.Drain).TotalSeconds} s |", row, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_format_that_the_readme_shows_loads()
    {
        string readme = File.ReadAllText(Path.Combine(ShippedScenarios.Folder, "README.md"));
        string yaml = readme.Split("```yaml\n")[1].Split("```")[0];

        Assert.Empty(ScenarioFile.Parse(yaml, "README.md").Errors);
    }
}
