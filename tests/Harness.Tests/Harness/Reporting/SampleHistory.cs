using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Tests.Reporting;

/// <summary>Runs that were compared with their history.</summary>
public static class SampleHistory
{
    private static readonly DateTimeOffset _first = new(2026, 1, 20, 2, 17, 9, TimeSpan.Zero);

    /// <summary>A recovery that got worse some nights ago, a processor that was slow this night, and less memory.</summary>
    public static RunResult Changed(bool fails = false) => SampleRuns.Run(
        fails ? Verdict.Failed : Verdict.Passed,
        SampleRuns.Latency() with { History = Comparison() },
        SampleRuns.SilentDrop() with
        {
            Verdict = fails ? Verdict.Failed : Verdict.Passed,
            Unmet = fails ? "got worse than before in recovery.time.p99 of silent-drop" : "",
            History = Comparison(
                Change("recovery.time.p99 of silent-drop", FigureUnit.Seconds, ChangeEvidence.Lasting, 5.02, 6.14, 36),
                Change("target CPU per client", FigureUnit.Seconds, ChangeEvidence.ThisRun, 0.0041, 0.0062, 39),
                Change("worker peak memory per client", FigureUnit.Bytes, ChangeEvidence.Lasting, 70_000, 59_600, 34)) with
            {
                Notes = ["history/silent-drop/20260210-021709-ab12.json is not a whole record: it was cut off. It is not used."],
                FailsOnRegression = fails,
                Failed = fails,
            },
        });

    public static RunResult Unchanged() => SampleRuns.Run(Verdict.Passed, SampleRuns.Latency() with { History = Comparison() }, SampleRuns.SilentDrop() with { History = Comparison() });

    public static RunResult First() => SampleRuns.Run(Verdict.Passed, SampleRuns.SilentDrop() with { History = Comparison() with { Runs = 0, Figures = 0 } });

    private static HistoryComparison Comparison(params ImmutableArray<FigureChange> changes) => new()
    {
        Runs = 10,
        Figures = 31,
        SmallestChange = 0.05,
        Environment = "2 cores, 8 GiB, Linux X64, target embedded, fault proxy embedded, workers processes",
        Changes = changes,
    };

    private static FigureChange Change(string name, FigureUnit unit, ChangeEvidence evidence, double from, double to, int at) => new()
    {
        Name = name,
        Unit = unit,
        Worse = WorseWhen.Higher,
        Evidence = evidence,
        From = from,
        To = to,
        FirstRun = $"night-{at}",
        FirstStartedAt = _first.AddDays(at),
        History = [.. Enumerable.Range(0, 40).Select(night => new HistoryPoint($"night-{night}", _first.AddDays(night), (night < at ? from : to) * (1 + (0.02 * ((night * 7 % 11) - 5) / 5))))],
        ChangedAt = at,
    };
}
