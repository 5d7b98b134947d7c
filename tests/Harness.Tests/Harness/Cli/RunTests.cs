using System.Text.Json;
using System.Text.RegularExpressions;

namespace Harness.Tests.Cli;

/// <summary>Whole runs with roles as processes.</summary>
[Collection(WaitingProcesses.Name)]
public sealed partial class RunTests
{
    [Fact]
    public Task A_run_that_passes_leaves_a_report_and_says_what_it_does_in_lines() => WholeRuns.AskAsync(nameof(PassAsync));

    [Fact]
    public Task A_client_that_never_declares_makes_a_run_fail_by_what_it_did_not_do() => WholeRuns.AskAsync(nameof(FailAsync));

    internal static async Task PassAsync()
    {
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync("run", place.Scenario, "--out", place.Out, "--history", place.In("history"));

        // On a machine that stalls, the run may say that it proves nothing; it may not say that something failed.
        Assert.True(ended.Code is 0 or 4, ended.ToString());
        Assert.Empty(ended.Errors);
        AssertLines(ended.Output);
        JsonElement run = place.RunJson();
        Assert.Equal(ended.Code == 0 ? "passed" : "invalid", run.GetProperty("verdict").GetString());
        AssertReport(place.Report, run);
        AssertKept(place, ended);
        Assert.Contains("Report: ", ended.Output, StringComparison.Ordinal);
        await RecordedRunTests.AgainAsync(place, ended.Code);
    }

    internal static async Task FailAsync()
    {
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync("run", place.With("#more", "flaws: [never-declares]"), "--out", place.Out);

        Assert.True(ended.Code is 1 or 4, ended.ToString());
        Assert.Contains("✗ detection.undetected == 0", ended.Output, StringComparison.Ordinal);
        Assert.Contains("did not detect silent-drop", ended.Output, StringComparison.Ordinal);
        Assert.Equal(ended.Code == 1 ? "failed" : "invalid", place.RunJson().GetProperty("verdict").GetString());
    }

    /// <summary>A run that passed is in its history, and any is in the list of runs.</summary>
    private static void AssertKept(Workplace place, Ended ended)
    {
        Assert.True(File.Exists(Path.Combine(place.Out, "index.html")));
        string kept = Path.Combine(place.In("history"), "small");
        if (ended.Code == 0)
        {
            Assert.Contains("history: There is nothing to compare with yet", ended.Output, StringComparison.Ordinal);
            Assert.Single(Directory.GetFiles(kept));
        }
        else
        {
            Assert.False(Directory.Exists(kept));
        }
    }

    private static void AssertLines(string output)
    {
        int[] seconds = [.. ProgressLine().Matches(output).Select(line => int.Parse(line.Groups[1].Value))];
        Assert.Equal(seconds.Order(), seconds);
        Assert.Contains(seconds, second => second is > 3 and < 12);
        // Every 4 s; a line may be late by a tick, and this machine by more.
        Assert.All(seconds.Zip(seconds.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0, 8));
        Assert.Contains("| fault: silent-drop on 30 % (websocket)", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    private static void AssertReport(string folder, JsonElement run)
    {
        Assert.Equal(["index.html", "journal.bin", "junit.xml", "run.json", "series.csv", "summary.md"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.EnumerateFiles(folder), file => Assert.True(new FileInfo(file).Length > 100, file));

        Assert.Equal(1, run.GetProperty("formatVersion").GetInt32());
        Assert.Equal("run", run.GetProperty("kind").GetString());
        Assert.Equal(1, run.GetProperty("seed").GetInt32());
        Assert.Matches("^harness run .*small.yaml.* --seed 1$", run.GetProperty("command").GetString());
        Assert.InRange(run.GetProperty("startedAt").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
        Assert.InRange(run.GetProperty("durationSeconds").GetDouble(), 13, 60);
        Assert.Equal("embedded", run.GetProperty("environment").GetProperty("target").GetString());

        JsonElement scenario = Assert.Single(run.GetProperty("scenarios").EnumerateArray());
        Assert.Equal("small", scenario.GetProperty("name").GetString());
        Assert.Equal(60, scenario.GetProperty("clients").GetInt32());
        Assert.Equal(["detection.within_bound", "detection.undetected == 0", "false_alarms == 0"], scenario.GetProperty("assertions").EnumerateArray().Select(a => a.GetProperty("expression").GetString()));
        Assert.All(scenario.GetProperty("assertions").EnumerateArray(), a => Assert.False(string.IsNullOrEmpty(a.GetProperty("actual").GetString())));
        Assert.NotEmpty(scenario.GetProperty("invariants").EnumerateArray());
        Assert.True(scenario.TryGetProperty("policyBound", out _));
        Assert.True(scenario.TryGetProperty("falseAlarms", out _));

        JsonElement fault = Assert.Single(scenario.GetProperty("faults").EnumerateArray());
        Assert.Equal("silent-drop", fault.GetProperty("kind").GetString());
        Assert.InRange(fault.GetProperty("affected").GetInt32(), 12, 24);
        foreach (string name in new[] { "onset", "removed", "detected", "undetected", "detection", "fallback", "recovery" })
        {
            Assert.True(fault.TryGetProperty(name, out _), name);
        }

        JsonElement[] roles = [.. scenario.GetProperty("roles").EnumerateArray()];
        Assert.Equal(["proxy-0", "target", "worker-0"], roles.Select(role => role.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.All(roles, role => Assert.True(role.GetProperty("cpuSeconds").GetDouble() > 0, role.ToString()));
        Assert.All(roles, role => Assert.True(role.GetProperty("peakRssBytes").GetInt64() > 1_000_000, role.ToString()));
    }

    [GeneratedRegex(@"^\[1/1\] small +\w+ +(\d+)/13 s \| connecting \d+, open \d+, suspect \d+, polling \d+, reconnecting \d+ \| \d+ heartbeats/s", RegexOptions.Multiline)]
    private static partial Regex ProgressLine();
}
