using System.Collections.Immutable;
using Harness.Comparing;
using Harness.Judging;
using Harness.Tests.Reporting;

namespace Harness.Tests.Comparing;

public sealed class RunComparisonTests
{
    private static readonly RunResult _sample = SampleRuns.Run(Verdict.Passed, Shaped(0));

    /// <summary>The sample with shapes for its distributions, and every detection later by so many seconds.</summary>
    internal static ScenarioResult Shaped(double later)
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        FaultResult fault = scenario.Faults[0];
        Distribution seconds = fault.Detection!.Seconds;
        return scenario with
        {
            Faults =
            [
                fault with
                {
                    Detection = fault.Detection with
                    {
                        Seconds = seconds with { P50 = seconds.P50 + later, Quantiles = [.. Enumerable.Range(0, 21).Select(i => (double?)(2.0 + later + (i / 20.0)))] },
                    },
                },
            ],
        };
    }

    private static ComparisonResult Compare(RunResult b, RunResult? a = null) => RunComparison.Of(("reports/a", a ?? _sample), ("reports/b", b), "harness compare a b", SampleRuns.Passed().StartedAt);

    private static ComparedFigure Figure(ComparisonResult result, string name) => Assert.Single(result.Scenarios[0].Figures, figure => figure.Name.StartsWith(name, StringComparison.Ordinal));

    [Fact]
    public void A_run_is_the_same_as_itself()
    {
        ComparisonResult result = Compare(_sample);

        Assert.Equal(Verdict.Passed, result.Verdict);
        Assert.Empty(result.Circumstances);
        Assert.All(result.Scenarios[0].Figures, figure => Assert.Equal(ComparisonOutcome.Same, figure.Outcome));
        Assert.InRange(result.Scenarios[0].Figures.Length, 15, 100);
    }

    [Fact]
    public void A_detection_that_takes_longer_is_worse_and_one_that_takes_shorter_is_better()
    {
        ComparisonResult worse = Compare(SampleRuns.Run(Verdict.Passed, Shaped(0.4)));
        ComparedFigure figure = Figure(worse, "onset to declared dead");
        Assert.Equal(ComparisonOutcome.Worse, figure.Outcome);
        Assert.InRange(figure.P!.Value, 0, 0.001);
        Assert.Contains("600 and 600 losses", figure.Test, StringComparison.Ordinal);
        Assert.Equal(Verdict.Failed, worse.Verdict);

        ComparisonResult better = Compare(_sample, SampleRuns.Run(Verdict.Passed, Shaped(0.4)));
        Assert.Equal(ComparisonOutcome.Better, Figure(better, "onset to declared dead").Outcome);
        Assert.Equal(Verdict.Passed, better.Verdict);
    }

    [Fact]
    public void A_difference_that_is_certain_and_too_small_to_matter_is_noise()
    {
        ComparisonResult result = Compare(SampleRuns.Run(Verdict.Passed, Shaped(0.12)));

        Assert.Equal(ComparisonOutcome.Noise, Figure(result, "onset to declared dead").Outcome);
    }

    [Fact]
    public void An_assertion_that_fails_now_is_worse_and_a_single_value_is_not_tested()
    {
        ScenarioResult failed = SampleRuns.FailedSilentDrop();
        ComparisonResult result = Compare(SampleRuns.Run(Verdict.Failed, failed));

        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Equal(ComparisonOutcome.Worse, Figure(result, failed.Assertions[0].Expression).Outcome);
        Assert.Equal(ComparisonOutcome.Untested, Figure(result, "undetected").Outcome);
    }

    [Theory]
    [InlineData(Verdict.Invalid)]
    [InlineData(Verdict.Incomplete)]
    public void Of_a_run_that_proves_nothing_nothing_is_said(Verdict verdict)
    {
        ComparisonResult result = Compare(SampleRuns.Run(verdict, Shaped(0.4) with { Verdict = verdict }));

        Assert.Equal(Verdict.Invalid, result.Verdict);
        Assert.DoesNotContain(result.Scenarios[0].Figures, figure => figure.Outcome is ComparisonOutcome.Worse or ComparisonOutcome.Better);
        Assert.Contains(result.Scenarios[0].Circumstances, note => note.EndsWith("its figures prove nothing.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_the_same_about_the_runs_is_said()
    {
        RunResult other = _sample with
        {
            Seed = 2,
            Environment = _sample.Environment with { Cores = 8, Target = "ws://staging:8080/socket" },
            Scenarios = [Shaped(0) with { Clients = 500, Source = "name: other" }, SampleRuns.SilentDrop() with { Name = "new-one" }],
        };

        ComparisonResult result = Compare(other);

        Assert.Equal(["The number of cores is 8, not 2.", "The target is ws://staging:8080/socket, not embedded.", $"The seed is 2, not {_sample.Seed}."], result.Circumstances);
        Assert.Equal(["B has 500 clients, not 2000.", "The text of the scenario is not the same."], result.Scenarios[0].Circumstances);
        Assert.Equal(["Only B has this scenario."], result.Scenarios[1].Circumstances);
        Assert.Equal(Verdict.Invalid, result.Verdict);
    }

    [Fact]
    public void Quiet_seconds_are_those_after_the_ramp_and_outside_of_faults_and_what_follows()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();

        int[] quiet = [.. QuietSeconds.Of(scenario)];

        Assert.NotEmpty(quiet);
        Assert.All(quiet, second => Assert.False(second is >= 12 and <= 24 + 6, $"second {second}"));
        ImmutableArray<int> open = scenario.Series.Clients["open"];
        Assert.All(quiet, second => Assert.InRange(open[second], (int)(open.Max() * 0.9), open.Max()));
    }
}
