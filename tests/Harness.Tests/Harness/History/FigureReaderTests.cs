using System.Collections.Immutable;
using Harness.History;
using Harness.Judging;
using Harness.Tests.Reporting;

namespace Harness.Tests.History;

public sealed class FigureReaderTests
{
    [Theory]
    [InlineData("detection.time.p50 of silent-drop", 2.514, FigureUnit.Seconds)]
    [InlineData("detection.time.max of silent-drop", 3.006, FigureUnit.Seconds)]
    [InlineData("detection.missed_heartbeats.max of silent-drop", 3, FigureUnit.Count)]
    [InlineData("fallback.time.p99 of silent-drop", 0.044, FigureUnit.Seconds)]
    [InlineData("recovery.time.p99 of silent-drop", 5.02, FigureUnit.Seconds)]
    [InlineData("false_alarms", 0, FigureUnit.Count)]
    [InlineData("reconnects.peak", 377, FigureUnit.Rate)]
    [InlineData("updates.lost", 0, FigureUnit.Count)]
    [InlineData("staleness.max", 2.41, FigureUnit.Seconds)]
    [InlineData("heartbeat.rtt.p99", 0.0042, FigureUnit.Seconds)]
    [InlineData("target CPU per client", 0.0057, FigureUnit.Seconds)]
    [InlineData("worker CPU per client", 0.00435, FigureUnit.Seconds)]
    [InlineData("proxy peak memory per client", 71827.456, FigureUnit.Bytes)]
    public void A_figure_is_kept_with_its_unit(string name, double value, FigureUnit unit)
    {
        ScenarioResult scenario = SampleRuns.SilentDrop() with { Latencies = [new LatencyResult("heartbeat.rtt", 9, 0.0006, 0.002, 0.0042, 0.01, 0.1)] };

        Figure figure = FigureReader.Read(scenario)[name];

        Assert.Equal((value, unit, WorseWhen.Higher), (Math.Round(figure.Value, 6), figure.Unit, figure.Worse));
    }

    [Theory]
    [InlineData("recovery.time.p99 <= 9s", 1.5, FigureUnit.Seconds, WorseWhen.Higher)]
    [InlineData("detection.undetected == 0", 0, FigureUnit.Count, WorseWhen.Higher)]
    [InlineData("detection.within_bound", 1, FigureUnit.Count, WorseWhen.Lower)]
    [InlineData("reconnects >= 100", 140, FigureUnit.Count, WorseWhen.Lower)]
    [InlineData("reconnects.peak <= 500/s", 377, FigureUnit.Rate, WorseWhen.Higher)]
    [InlineData("reconnects.synchrony <= 30%", 0.12, FigureUnit.Share, WorseWhen.Higher)]
    [InlineData("reconnects == 12", 12, FigureUnit.Count, WorseWhen.Neither)]
    [InlineData("checkout.p99 <= 300ms", 0.2, FigureUnit.Seconds, WorseWhen.Higher)]
    public void An_assertion_is_kept_under_its_expression(string expression, double actual, FigureUnit unit, WorseWhen worse)
    {
        var assertion = new AssertionResult { Expression = expression, Actual = "", ActualValue = actual, Passed = true };

        Assert.Equal(new Figure(actual, unit, worse), FigureReader.Read(SampleRuns.SilentDrop() with { Assertions = [assertion] })[expression]);
    }

    [Fact]
    public void What_never_happened_or_was_not_measured_is_left_out()
    {
        ImmutableSortedDictionary<string, Figure> figures = FigureReader.Read(SampleRuns.FailedSilentDrop() with { Storm = null, Roles = [], Latencies = [] });

        Assert.DoesNotContain("detection.time.max of silent-drop", figures.Keys);
        Assert.DoesNotContain("detection.missed_heartbeats.max <= 3", figures.Keys);
        Assert.DoesNotContain("reconnects.peak", figures.Keys);
        Assert.DoesNotContain("heartbeat.rtt.p99", figures.Keys);
        Assert.DoesNotContain("target CPU per client", figures.Keys);
        Assert.All(figures.Values, figure => Assert.True(double.IsFinite(figure.Value)));
    }

    [Fact]
    public void Faults_of_one_kind_are_told_apart()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        FaultResult second = scenario.Faults[0] with { Index = 1, Recovery = scenario.Faults[0].Recovery! with { P99 = 7 } };

        ImmutableSortedDictionary<string, Figure> figures = FigureReader.Read(scenario with { Faults = [scenario.Faults[0], second] });

        Assert.Equal(5.02, figures["recovery.time.p99 of silent-drop 1"].Value);
        Assert.Equal(7, figures["recovery.time.p99 of silent-drop 2"].Value);
    }
}
