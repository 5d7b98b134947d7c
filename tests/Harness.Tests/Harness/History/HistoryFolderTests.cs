using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.History;
using Harness.Judging;
using Harness.Reporting;
using Harness.Tests.Scenarios;

namespace Harness.Tests.History;

public sealed class HistoryFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private HistoryFolder History => new(_folder.In("history"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_added_is_read_oldest_first()
    {
        await AddAsync(Records.Run(2), "c");
        await AddAsync(Records.Run(0), "a");
        await AddAsync(Records.Run(1), "b");

        HistoryContent content = History.Read("silent-drop");

        Assert.Empty(content.Broken);
        Assert.Equal(["a", "b", "c"], content.Records.Select(record => record.Run));
        Assert.Equal(HistoryRecord.Of(Records.Run(1), Records.Run(1).Scenarios[0], "b").Figures, content.Records[1].Figures);
        Assert.Equal(["silent-drop"], History.Scenarios());
        Assert.Matches(@"^20260303-021709-[0-9a-f]{10}\.json$", Path.GetFileName(Directory.GetFiles(_folder.In("history/silent-drop")).Order(StringComparer.Ordinal).Last()));
    }

    [Fact]
    public async Task The_same_run_is_kept_once_whatever_its_folder_is_called_and_two_of_one_second_are_two()
    {
        Assert.Single(await AddAsync(Records.Run(0), "a"));
        Assert.Empty(await AddAsync(Records.Run(0), "a"));
        Assert.Empty(await AddAsync(Records.Run(0), "a-judged"));
        Assert.Single(await AddAsync(Records.Run(0) with { StartedAt = Records.Run(0).StartedAt.AddMilliseconds(1) }, "a-2"));

        Assert.Equal(2, History.Read("silent-drop").Records.Length);
    }

    [Fact]
    public async Task A_folder_that_is_no_scenario_is_passed_over()
    {
        await AddAsync(Records.Run(0), "a");
        Directory.CreateDirectory(_folder.In("history/.vscode"));
        await File.WriteAllTextAsync(_folder.In("history/.vscode/settings.json"), "{}", TestContext.Current.CancellationToken);

        Assert.Equal(["silent-drop"], History.Scenarios());
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_nothing()
    {
        Assert.False(History.Exists);
        Assert.Empty(History.Scenarios());
        Assert.Empty(History.Read("silent-drop").Records);
    }

    [Fact]
    public async Task Broken_files_are_named_and_left_and_the_others_are_used()
    {
        await AddAsync(Records.Run(0), "a");
        string whole = File.ReadAllText(Directory.GetFiles(_folder.In("history/silent-drop")).Single());
        (string Name, string Text, string Says)[] broken =
        [
            ("1-cut.json", whole[..(whole.Length / 2)], "is not a whole record"),
            ("2-empty.json", "", "is not a whole record"),
            ("2-null.json", Regex.Replace(whole, "\"detection.time.p50 of [^\"]*\": \\{[^}]*\\}", match => match.Value.Split('{')[0] + "null"), "has no value"),
            ("2-older.json", whole.Replace("\"formatVersion\": 1", "\"formatVersion\": 0", StringComparison.Ordinal), "reads from 1 on"),
            ("2-valueless.json", Regex.Replace(whole, "\"value\": [0-9.e-]+", "\"value\": null"), "has no value"),
            ("3-newer.json", whole.Replace("\"formatVersion\": 1", "\"formatVersion\": 7", StringComparison.Ordinal), "is of format version 7, and this program reads up to 1: use a newer harness"),
            ("4-run.json", RunJson.Write(Records.Run(1)), "is of kind 'run', not a record of a history"),
            ("5-other.json", whole.Replace("\"scenario\": \"silent-drop\"", "\"scenario\": \"latency\"", StringComparison.Ordinal), "is of the scenario 'latency'"),
            ("6-null.json", "null", "is not a whole record"),
            ("7-lacks.json", whole.Replace("\"figures\"", "\"figured\"", StringComparison.Ordinal), "is not a whole record"),
        ];
        foreach ((string name, string text, _) in broken)
        {
            _folder.Write($"history/silent-drop/{name}", text);
        }

        _folder.Write("history/silent-drop/.half.json.1.tmp", "{");
        _folder.Write("history/README.md", "ours");
        HistoryContent content = History.Read("silent-drop");

        Assert.Equal("a", Assert.Single(content.Records).Run);
        Assert.Equal(broken.Length, content.Broken.Length);
        Assert.All(broken.Zip(content.Broken), pair =>
        {
            Assert.Contains(pair.First.Name, pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Says, pair.Second, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', pair.Second);
            Assert.Equal(pair.First.Text, File.ReadAllText(_folder.In($"history/silent-drop/{pair.First.Name}")));
        });
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("..")]
    public async Task A_name_that_leads_out_of_the_folder_is_refused(string name) => await Assert.ThrowsAsync<InvalidDataException>(
        () => History.AddAsync(Records.One(0) with { Scenario = name }, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_first_run_has_nothing_to_compare_with_and_a_later_one_has()
    {
        HistoryComparison first = Compared(Records.Run(0));
        Assert.Equal("There is nothing to compare with yet: this is the first accepted run of its kind in the history.", first.Sentence());
        foreach (int night in Enumerable.Range(0, 12))
        {
            await AddAsync(Records.Run(night, 5 + (night % 3 * 0.02)), $"night-{night}");
        }

        HistoryComparison same = Compared(Records.Run(12));
        Assert.Equal((10, 0), (same.Runs, same.Changes.Length));
        Assert.StartsWith("Nothing changed beyond noise, against 10 runs", same.Sentence(), StringComparison.Ordinal);
        FigureChange worse = Assert.Single(Compared(Records.Run(12, 9)).Changes);
        Assert.Equal("worse: recovery.time.p99 of silent-drop 5.02 s → 9 s (+79.3 %) in this run alone", worse.Line());
    }

    [Fact]
    public async Task Only_where_it_is_asked_for_does_a_regression_fail_and_the_run_is_kept_all_the_same()
    {
        foreach (int night in Enumerable.Range(0, 12))
        {
            await AddAsync(Records.Run(night, 5 + (night % 3 * 0.02)), $"night-{night}");
        }

        RunResult shown = RunHistory.Compare(Records.Run(12, 9), "now", Options(fail: false));
        Assert.Equal(Verdict.Passed, shown.Verdict);
        RunResult failed = RunHistory.Compare(Records.Run(12, 9), "now", Options(fail: true));
        Assert.Equal((Verdict.Failed, Verdict.Failed), (failed.Verdict, failed.Scenarios[0].Verdict));
        Assert.Equal("silent-drop got worse than before in recovery.time.p99 of silent-drop.", failed.Sentence());
        Assert.True(failed.Scenarios[0].History!.Failed);
        Assert.Single(await AddAsync(failed, "now"));
        Assert.Equal(Verdict.Passed, History.Read("silent-drop").Records[^1].Verdict);
        Assert.Equal(Verdict.Passed, RunHistory.Compare(Records.Run(12, 4), "now", Options(fail: true)).Verdict);
    }

    [Theory]
    [InlineData(Verdict.Failed, true)]
    [InlineData(Verdict.Invalid, false)]
    [InlineData(Verdict.Incomplete, false)]
    public async Task What_did_not_pass_is_not_kept_and_what_was_not_judged_is_not_compared(Verdict verdict, bool compared)
    {
        RunResult run = RunHistory.Compare(Records.Run(0, verdict: verdict), "a", Options(fail: false));

        Assert.Equal(compared, run.Scenarios[0].History is not null);
        Assert.Empty(await AddAsync(run, "a"));
        Assert.False(History.Exists);
    }

    [Fact]
    public async Task Runs_of_something_else_are_not_compared_and_that_is_said()
    {
        await AddAsync(Records.Run(0) with { TimeScale = 0.5 }, "a");
        await AddAsync(Records.Run(30), "later");

        HistoryComparison compared = Compared(Records.Run(1));

        Assert.Equal(0, compared.Runs);
        Assert.Contains("2 of the 2 runs of silent-drop", Assert.Single(compared.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_that_is_a_file_costs_the_comparison_and_not_the_run()
    {
        _folder.Write("history", "a file");

        HistoryComparison compared = Compared(Records.Run(0));

        Assert.Equal(0, compared.Runs);
    }

    [Fact]
    public void Run_json_carries_the_comparison()
    {
        RunResult run = RunHistory.Compare(Records.Run(0), "a", Options(fail: true));
        string file = _folder.Write("run.json", RunJson.Write(run));

        Assert.Equal(JsonSerializer.Serialize(run.Scenarios[0].History), JsonSerializer.Serialize(RunJson.Read(file).Scenarios[0].History));
    }

    private HistoryComparison Compared(RunResult run) => RunHistory.Compare(run, "now", Options(fail: false)).Scenarios[0].History!;

    private HistoryOptions Options(bool fail) => new() { Folder = History.Path, Baseline = new BaselineSettings { FailOnRegression = fail } };

    private async Task<IReadOnlyList<string>> AddAsync(RunResult run, string name) => await RunHistory.RecordAsync(run, name, History, TestContext.Current.CancellationToken);
}
