using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Stages;
using Harness.Tests.Reporting;

namespace Harness.Tests.Runs;

public sealed class TestedRunTests
{
    private static readonly AssertionResult _held = new() { Expression = "false_alarms == 0", Actual = "0", Passed = true };

    private static readonly AssertionResult _broken = new()
    {
        Expression = "detection.undetected == 0",
        Actual = "6",
        Passed = false,
        Offenders = 6,
        Evidence = [new ClientEvidence(3, 3, "did not detect silent-drop", [new TimedEvent(6.025, "silent-drop begins on its cohort")])],
    };

    [Fact]
    public void A_run_that_passed_is_handed_on()
    {
        TestedRun run = Run(Verdict.Passed, _held);
        Assert.Same(run, run.ShouldPass());
    }

    [Fact]
    public void One_that_failed_says_by_what_and_what_happened_and_where_to_read_on()
    {
        string message = Assert.Throws<RunAssertionException>(() => Run(Verdict.Failed, _held, _broken).ShouldPass()).Message;
        Assert.Contains("✓ false_alarms == 0: 0", message, StringComparison.Ordinal);
        Assert.Contains("✗ detection.undetected == 0: 6 (6 clients, the worst:)", message, StringComparison.Ordinal);
        Assert.Contains("did not detect silent-drop", message, StringComparison.Ordinal);
        Assert.Contains("6.025 s", message, StringComparison.Ordinal);
        Assert.EndsWith($"Report: {Path.Combine("somewhere", "index.html")}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Invalid)]
    [InlineData(Verdict.Incomplete)]
    public void One_that_says_nothing_does_not_pass_and_does_not_fail(Verdict verdict)
    {
        Assert.Throws<RunAssertionException>(() => Run(verdict, _held).ShouldPass());
        Assert.Contains("The run was to fail, but", Assert.Throws<RunAssertionException>(() => Run(verdict, _broken).ShouldFail("detection.undetected")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detection.undetected")]
    [InlineData("detection.undetected == 0")]
    public void A_failure_that_was_wanted_is_named_by_its_metric_or_in_full(string name) => Run(Verdict.Failed, _held, _broken).ShouldFail(name);

    [Fact]
    public void A_wanted_failure_that_did_not_come_is_told() => Assert.Contains(
        "The run was to fail by false_alarms, which held.",
        Assert.Throws<RunAssertionException>(() => Run(Verdict.Failed, _held, _broken).ShouldFail("detection.undetected", "false_alarms")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_metric_is_not_one_whose_name_begins_the_same() =>
        Assert.Throws<RunAssertionException>(() => Run(Verdict.Failed, _broken).ShouldFail("detection.un"));

    [Fact]
    public async Task A_scenario_that_cannot_be_run_is_refused_with_everything_that_is_wrong()
    {
        UsageException refused = await Assert.ThrowsAsync<UsageException>(() => HarnessRun.StartAsync(
            new Scenario
            {
                Name = "wrong",
                Clients = new ClientSettings { Count = 0, Policy = Presets.HeartbeatRounds },
                Load = [new HoldStage { For = 1.Seconds }],
                Assertions = ["nothing == 0"],
            },
            cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("clients.count must be at least 1, but is 0", refused.Message, StringComparison.Ordinal);
        Assert.Contains("assertions[0] has the unknown metric \"nothing\"", refused.Message, StringComparison.Ordinal);
    }

    private static TestedRun Run(Verdict verdict, params AssertionResult[] assertions)
    {
        RunResult sample = SampleRuns.Passed();
        return new TestedRun(sample with { Verdict = verdict, Scenarios = [sample.Scenarios[0] with { Verdict = verdict, Assertions = [.. assertions], Invariants = [] }] }, "somewhere");
    }
}
