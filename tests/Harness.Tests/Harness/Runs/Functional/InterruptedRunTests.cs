using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

[Collection(LightRunsCollection.Name)]
public sealed class InterruptedRunTests(RunGroups runs)
{
    [Fact]
    public async Task A_run_that_is_cancelled_reports_what_happened_says_incomplete_and_leaves_nothing_running()
    {
        int before = OwnSockets();
        using var stop = new CancellationTokenSource();
        var phases = new HashSet<string>();

        RunOutcome outcome = await runs.RunAsync(
            [Short("interrupted", Undetected), Short("never-begun", Undetected)],
            new RunOptions(),
            progress =>
            {
                phases.Add(progress.Phase);
                if (progress.FaultsOn.Length > 0)
                {
                    stop.Cancel();
                }
            },
            stop.Token);

        Assert.Null(outcome.Failure);
        Assert.Equal(Verdict.Incomplete, outcome.Result.Verdict);
        ScenarioResult scenario = Assert.Single(outcome.Result.Scenarios);
        Assert.Equal("interrupted", scenario.Name);
        Assert.Equal(Verdict.Incomplete, scenario.Verdict);
        Assert.Contains(scenario.Notes, note => note.StartsWith("The run was interrupted", StringComparison.Ordinal));
        Assert.InRange(scenario.DurationSeconds, 0.9, 4.9);
        Assert.DoesNotContain("drain", phases);

        Assert.All(Reports.Files, file => Assert.True(new FileInfo(Path.Combine(outcome.Folder, file)).Length > 0, file));
        Assert.Equal(Verdict.Incomplete, RunJson.Read(Path.Combine(outcome.Folder, "run.json")).Verdict);
        Assert.False(Directory.Exists(Path.Combine(outcome.Folder, ".roles")));
        await Eventually.HoldsAsync(() => OwnSockets() <= before, () => $"{OwnSockets()} sockets are open, {before} were before");
    }

    /// <summary>Sockets of this process, listening ones included; 0 where the system does not tell.</summary>
    private static int OwnSockets() => !OperatingSystem.IsLinux() ? 0 : Directory.EnumerateFiles("/proc/self/fd").Count(IsSocket);

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (FileNotFoundException)
        {
            // Closed since it was listed.
            return false;
        }
    }
}
