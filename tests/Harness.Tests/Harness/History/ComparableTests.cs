using Harness.History;
using Harness.Judging;
using Harness.Tests.Reporting;

namespace Harness.Tests.History;

/// <summary>Which runs may be compared: the fingerprint of what was asked, and the class of the environment.</summary>
public sealed class ComparableTests
{
    private static readonly RunEnvironment _machine = SampleRuns.Passed().Environment with { Architecture = "X64" };

    [Fact]
    public void Comments_blank_lines_and_line_ends_change_nothing_that_was_asked()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        string text = $"# to be tightened\r\n\r\n{scenario.Source.ReplaceLineEndings("\r\n")}   # the end\r\n";

        Assert.Equal(Fingerprint.Of(scenario, 1), Fingerprint.Of(scenario with { Source = text }, 1));
    }

    [Fact]
    public void Text_clients_and_time_scale_are_what_was_asked()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        string[] asked =
        [
            Fingerprint.Of(scenario, 1),
            Fingerprint.Of(scenario, 0.5),
            Fingerprint.Of(scenario with { Clients = 1999 }, 1),
            Fingerprint.Of(scenario with { Source = scenario.Source.Replace("30%", "40%", StringComparison.Ordinal) }, 1),
            Fingerprint.Of(scenario with { Source = "" }, 1),
            Fingerprint.Of(scenario with { Source = "", Assertions = scenario.Assertions[1..] }, 1),
        ];

        Assert.Equal(asked.Length, asked.Distinct().Count());
        Assert.All(asked, print => Assert.Matches("^[0-9a-f]{16}$", print));
    }

    [Fact]
    public void The_class_is_told_in_words() => Assert.Equal(
        "2 cores, 8 GiB, Linux X64, target embedded, fault proxy embedded, workers processes", EnvironmentClass.Of(_machine, SampleRuns.SilentDrop()));

    [Fact]
    public void What_changes_from_night_to_night_does_not_change_the_class() => Assert.Equal(
        EnvironmentClass.Of(_machine with { Target = "ws://staging:8080/socket" }, SampleRuns.SilentDrop()),
        EnvironmentClass.Of(
            _machine with { Target = "ws://staging:9090/other", Machine = "build-8", OperatingSystem = "Ubuntu 24.04.1 LTS", MemoryBytes = 8_100_000_000, Runtime = ".NET 10.0.9", HarnessVersion = "0.2.0", DescriptorLimit = 5 },
            SampleRuns.SilentDrop()));

    [Fact]
    public void What_moves_figures_as_a_regression_would_is_another_class()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        string[] classes =
        [
            EnvironmentClass.Of(_machine, scenario),
            EnvironmentClass.Of(_machine with { Cores = 4 }, scenario),
            EnvironmentClass.Of(_machine with { MemoryBytes = 16_500_000_000 }, scenario),
            EnvironmentClass.Of(_machine with { OperatingSystem = "Microsoft Windows 10.0.20348" }, scenario),
            EnvironmentClass.Of(_machine with { OperatingSystem = "Darwin 23.1" }, scenario),
            EnvironmentClass.Of(_machine with { Architecture = "Arm64" }, scenario),
            EnvironmentClass.Of(_machine with { Target = "ws://staging/" }, scenario),
            EnvironmentClass.Of(_machine with { Toxiproxy = "http://staging:8474/" }, scenario),
            EnvironmentClass.Of(_machine with { Workers = "in-process" }, scenario),
            EnvironmentClass.Of(_machine, scenario with { Faults = [scenario.Faults[0] with { Backend = "kernel" }] }),
        ];

        Assert.Equal(classes.Length, classes.Distinct().Count());
    }
}
