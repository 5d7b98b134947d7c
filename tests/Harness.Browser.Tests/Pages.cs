using System.Collections.Immutable;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;
using Harness.Tests.Reporting;

namespace Harness.Browser.Tests;

/// <summary>The pages that are looked at.</summary>
internal static class Pages
{
    public static string Root { get; } = Find();

    public static string Sample { get; } = Path.Combine(Root, "reports", "sample");

    /// <summary>The committed run, as the current code shows it.</summary>
    public static Task<string> SampleAsync() => HtmlReport.RenderAsync(RunJson.Read(Path.Combine(Sample, "run.json")));

    public static Task<string> FailedAsync() => HtmlReport.RenderAsync(SampleRuns.Failed());

    /// <summary>An hour of 10,000 clients, of which 240 are told as stories.</summary>
    public static Task<string> LargeAsync()
    {
        ScenarioResult failed = SampleRuns.FailedSilentDrop();
        ClientEvidence story = failed.Assertions[0].Evidence[0];
        ImmutableArray<ClientEvidence> stories = [.. Enumerable.Range(0, 240).Select(i => story with { Client = 37 * i, Cohort = i % 10 })];
        return HtmlReport.RenderAsync(SampleRuns.Run(Verdict.Failed, failed with
        {
            Clients = 10_000,
            DurationSeconds = 3600,
            Assertions = [failed.Assertions[0] with { Evidence = stories, Offenders = 2400 }, .. failed.Assertions[1..]],
            Faults = [failed.Faults[0] with { Onset = new TimeInterval(600, 600.2), Removed = new TimeInterval(1200, 1200.3) }],
            Series = SampleSeries.Of(10_000, 3000, 600, 1200, 3600, recovers: true),
        }));
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Harness.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Harness.sln above {AppContext.BaseDirectory}");
    }
}
