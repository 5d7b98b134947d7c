using Harness.Judging;
using Harness.Reporting;
using Harness.Tests.History;

namespace Harness.Tests.Cli;

[Collection("commands")]
public sealed class HistoryTests
{
    [Fact]
    public async Task Runs_are_added_and_shown_with_the_first_bad_one()
    {
        using var place = new Workplace();
        string[] runs = [.. Enumerable.Range(0, 30).Select(night => Run(place, night, (night < 22 ? 5 : 7) + (night % 3 * 0.02)))];

        Ended added = await HarnessProgram.RunAsync(["history", "add", place.In("history"), .. runs]);
        Assert.True(added.Code == 0, added.ToString());
        Assert.Equal(30, added.Output.Split("added     ").Length - 1);
        Ended again = await HarnessProgram.RunAsync("history", "add", place.In("history"), runs[3]);
        Assert.Equal("is there  1 scenario of night-03\n", again.Output);
        place.Write("history/silent-drop/20260101-000000-broken.json", "{");
        Ended shown = await HarnessProgram.RunAsync("history", place.In("history"));

        Assert.True(shown.Code == 0, shown.ToString());
        Assert.Contains("silent-drop  30 runs", shown.Output, StringComparison.Ordinal);
        Assert.Contains("▲ worse 5.02 s → 7.02 s (+39.9 %), first bad run night-22 (2026-03-23)", shown.Output, StringComparison.Ordinal);
        Assert.Contains("broken: ", shown.Output, StringComparison.Ordinal);
        Assert.Equal("{", File.ReadAllText(place.In("history/silent-drop/20260101-000000-broken.json")));
    }

    [Fact]
    public async Task What_did_not_pass_is_left_out_and_what_cannot_be_read_stops_all()
    {
        using var place = new Workplace();
        string failed = Path.GetDirectoryName(place.Write("night/run.json", RunJson.Write(Records.Run(0, verdict: Verdict.Failed))))!;
        string cut = Path.GetDirectoryName(place.Write("cut/run.json", "{\"formatVersion\": 1,"))!;

        Ended left = await HarnessProgram.RunAsync("history", "add", place.In("history"), failed);
        Assert.Equal((0, "left out  silent-drop of night: it is failed\n"), (left.Code, left.Output));
        Ended refused = await HarnessProgram.RunAsync("history", "add", place.In("history"), Run(place, 1, 5), cut);

        Assert.Equal(2, refused.Code);
        Assert.Contains("cut/run.json", refused.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was added.\n", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.In("history")));
    }

    [Theory]
    [InlineData("history", "history needs the folder of a history")]
    [InlineData("history nowhere", "There is no folder nowhere. A run makes it: harness run FILE --history nowhere")]
    [InlineData("run nothing.yaml --baseline 5", "nothing.yaml: does not exist")]
    public async Task A_history_that_is_not_there_is_refused_in_one_line(string words, string message)
    {
        Ended ended = await HarnessProgram.RunAsync(words.Split(' '));

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.StartsWith(message, ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--baseline 20", "--baseline needs the history to compare with: --history DIR.")]
    [InlineData("--fail-on-regression", "--fail-on-regression needs the history to compare with: --history DIR.")]
    [InlineData("--history FILE", "A history is a folder, but ")]
    public async Task Options_that_make_no_sense_are_refused_before_anything_starts(string options, string message)
    {
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync(["run", place.Scenario, "--out", place.Out, .. options.Replace("FILE", place.Scenario, StringComparison.Ordinal).Split(' ')]);

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.StartsWith(message, ended.Errors, StringComparison.Ordinal);
        place.AssertNothingStarted();
    }

    private static string Run(Workplace place, int night, double recovery) => Path.GetDirectoryName(place.Write($"night-{night:00}/run.json", RunJson.Write(Records.Run(night, recovery))))!;
}
