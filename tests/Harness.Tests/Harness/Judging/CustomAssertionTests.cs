using Harness.Judging;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class CustomAssertionTests
{
    [Fact]
    public void One_that_holds_stands_beside_the_others()
    {
        ScenarioResult result = Judge(new CustomAssertion("nobody was told", found => found.Faults.Length == 0), new CustomAssertion("in words", _ => CheckResult.Pass("7 of 7")));
        Assert.Equal(Verdict.Passed, result.Verdict);
        Assert.Equal([("nobody was told", "holds"), ("in words", "7 of 7")], result.Assertions.Select(assertion => (assertion.Expression, assertion.Actual)));
    }

    [Fact]
    public void One_that_does_not_fails_the_run_with_the_stories_of_its_clients()
    {
        ScenarioResult result = Judge(new CustomAssertion("polls are even", _ => CheckResult.Fail("cohort 1 polls twice as often", 1, 7)));
        Assert.Equal(Verdict.Failed, result.Verdict);
        AssertionResult failed = Assert.Single(result.Assertions);
        Assert.Equal((false, "cohort 1 polls twice as often", 2), (failed.Passed, failed.Actual, failed.Offenders));
        Assert.Equal([1, 7], failed.Evidence.Select(evidence => evidence.Client));
        Assert.Contains(failed.Evidence[0].Events, told => told.What == "connection 1 is open");
    }

    [Fact]
    public void One_that_throws_does_not_hold_and_says_what_it_threw()
    {
        ScenarioResult result = Judge(new CustomAssertion("breaks", _ => throw new InvalidOperationException("no such cohort")));
        Assert.Equal((Verdict.Failed, "threw InvalidOperationException: no such cohort"), (result.Verdict, result.Assertions[0].Actual));
    }

    [Fact]
    public void It_sees_what_was_judged_and_the_facts()
    {
        ScenarioResult? seen = null;
        JudgedRun? from = null;
        Judge(new CustomAssertion("looks", (result, run) =>
        {
            (seen, from) = (result, run);
            return true;
        }));
        Assert.Equal(("by-hand", 10), (seen!.Name, seen.Clients));
        Assert.Contains(from!.Journal.Facts, fact => fact.Kind == Harness.Journal.FactKind.Opened);
    }

    private static ScenarioResult Judge(params CustomAssertion[] checks)
    {
        JudgedRun run = new RunBuilder().WithoutTopics().Undisturbed(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).Build();
        return global::Harness.Judging.Judge.Run(run with { Scenario = run.Scenario with { Checks = [.. checks] } });
    }
}
