using System.Collections.Immutable;
using Harness.History;
using Harness.Judging;
using Harness.Tests.Reporting;

namespace Harness.Tests.History;

/// <summary>Records of a scenario whose figures are given.</summary>
internal static class Records
{
    public static readonly DateTimeOffset First = new(2026, 3, 1, 2, 17, 9, TimeSpan.Zero);

    /// <summary>One a night.</summary>
    public static ImmutableArray<HistoryRecord> Of(string figure, IEnumerable<double> values, FigureUnit unit = FigureUnit.Seconds, WorseWhen worse = WorseWhen.Higher) =>
        [.. values.Select((value, night) => One(night, (figure, new Figure(value, unit, worse))))];

    public static HistoryRecord One(int night, params (string Name, Figure Figure)[] figures) => new()
    {
        Scenario = "silent-drop",
        Fingerprint = "f",
        Environment = "e",
        Run = $"night-{night}",
        StartedAt = First.AddDays(night),
        HarnessVersion = "0.1.0",
        Seed = 1,
        Verdict = Verdict.Passed,
        Figures = figures.ToImmutableSortedDictionary(each => each.Name, each => each.Figure),
    };

    /// <summary>A run of one scenario on a given night, with a recovery that takes so long.</summary>
    public static RunResult Run(int night, double recovery = 5.02, Verdict verdict = Verdict.Passed)
    {
        ScenarioResult scenario = SampleRuns.SilentDrop() with { Verdict = verdict };
        FaultResult fault = scenario.Faults[0];
        return SampleRuns.Run(verdict, scenario with { Faults = [fault with { Recovery = fault.Recovery! with { P99 = recovery } }] }) with { StartedAt = First.AddDays(night) };
    }
}
