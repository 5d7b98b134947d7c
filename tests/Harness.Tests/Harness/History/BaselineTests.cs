using System.Collections.Immutable;
using Harness.History;
using Harness.Judging;

namespace Harness.Tests.History;

public sealed class BaselineTests
{
    private static readonly BaselineSettings _usual = new();

    [Fact]
    public void Noise_is_no_change()
    {
        HistoryComparison compared = Compare("x", [.. Noisy(100, 30), 103]);

        Assert.Empty(compared.Changes);
        Assert.Equal((10, 1), (compared.Runs, compared.Figures));
    }

    [Theory]
    [InlineData(WorseWhen.Higher, true, false)]
    [InlineData(WorseWhen.Lower, false, true)]
    [InlineData(WorseWhen.Neither, false, false)]
    public void One_run_that_is_far_outside_is_told_as_that(WorseWhen worse, bool isWorse, bool isBetter)
    {
        FigureChange change = Assert.Single(Compare("x", [.. Noisy(100, 30), 180], worse).Changes);

        Assert.Equal(ChangeEvidence.ThisRun, change.Evidence);
        Assert.Equal((isWorse, isBetter), (change.IsWorse, change.IsBetter));
        Assert.Equal("night-30", change.FirstRun);
        Assert.Equal(180, change.To);
        Assert.Equal(0.8, change.Share!.Value, 0.05);
        Assert.Equal(change.History.Length - 1, change.ChangedAt);
    }

    [Fact]
    public void A_lasting_change_is_told_with_its_first_run_until_it_is_the_usual_level()
    {
        double[] values = [.. Noisy(100, 30), .. Noisy(120, 30)];

        FigureChange fresh = Assert.Single(Compare("x", values[..36]).Changes);
        Assert.Equal((ChangeEvidence.Lasting, "night-30"), (fresh.Evidence, fresh.FirstRun));
        Assert.Equal(0.2, fresh.Share!.Value, 0.03);
        Assert.Equal("night-30", fresh.History[fresh.ChangedAt].Run);
        Assert.Single(Compare("x", values[..41]).Changes);
        Assert.Empty(Compare("x", values[..46]).Changes);
    }

    /// <summary>A small shift can be seen only after some runs: however few a run is compared with, it is told then, and not over before.</summary>
    [Fact]
    public void A_change_that_takes_longer_to_see_than_a_run_is_compared_with_is_told_all_the_same()
    {
        double[] values = [.. Noisy(100, 30, 0.08), .. Noisy(110, 30, 0.08)];

        int[] told = [.. Enumerable.Range(31, 29).Where(runs => Compare("x", values[..runs], settings: new BaselineSettings { Runs = 2 }).Changes.Any(change => change.Evidence == ChangeEvidence.Lasting))];

        Assert.Equal(2, told.Length);
        Assert.True(told[0] > 32, $"seen with run {told[0]}");
    }

    [Fact]
    public void Fewer_than_five_runs_are_not_judged()
    {
        HistoryComparison compared = Compare("x", [100, 101, 99, 100, 900]);

        Assert.Equal((4, 0), (compared.Runs, compared.Figures));
        Assert.Empty(compared.Changes);
        Assert.Single(Compare("x", [100, 101, 99, 100, 101, 900]).Changes);
    }

    [Fact]
    public void A_change_below_the_smallest_is_not_told_however_sure_it_is() =>
        Assert.Empty(Compare("x", [.. Enumerable.Repeat(100.0, 30), 104.5]).Changes);

    [Fact]
    public void What_equals_a_timers_tick_is_no_change() => Assert.Empty(Compare("x", [.. Enumerable.Repeat(0.00002, 30), 0.00006]).Changes);

    [Fact]
    public void Worse_comes_first_and_an_assertion_does_not_repeat_its_figure()
    {
        ImmutableArray<HistoryRecord> records =
        [
            .. Enumerable.Range(0, 31).Select(night => Records.One(
                night,
                ("a better one", new Figure(night < 30 ? 100 + (night % 3) : 10, FigureUnit.Seconds, WorseWhen.Higher)),
                ("recovery.time.p99 of silent-drop", new Figure(night < 30 ? 5 + (night % 3 * 0.01) : 9, FigureUnit.Seconds, WorseWhen.Higher)),
                ("recovery.time.p99 <= 9s", new Figure(night < 30 ? 5 + (night % 3 * 0.01) : 9, FigureUnit.Seconds, WorseWhen.Higher)))),
        ];

        Assert.Equal(["recovery.time.p99 of silent-drop", "a better one"], Baseline.Compare(records[^1], records[..^1], _usual).Changes.Select(change => change.Name));
    }

    [Fact]
    public void A_figure_that_the_run_did_not_measure_is_not_compared() =>
        Assert.Equal(0, Baseline.Compare(Records.One(30), Records.Of("x", Noisy(100, 30)), _usual).Figures);

    /// <summary>What docs/history.md says of single runs: 5 % noise gets there by itself in less than one run of 200, for any one figure.</summary>
    [Fact]
    public void Noise_is_hardly_ever_far_outside()
    {
        int told = 0;
        int runs = 0;
        foreach (int seed in Enumerable.Range(0, 40))
        {
            double[] values = [.. SyntheticHistory.Steady("normal", seed).Values];
            for (int last = 20; last < values.Length; last += 3)
            {
                runs++;
                told += Compare("x", values[(last - 11)..last]).Changes.Count(change => change.Evidence == ChangeEvidence.ThisRun);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{told} of {runs} runs");
        Assert.InRange((double)told / runs, 0, 0.005);
    }

    private static HistoryComparison Compare(string name, IReadOnlyList<double> values, WorseWhen worse = WorseWhen.Higher, BaselineSettings? settings = null)
    {
        ImmutableArray<HistoryRecord> records = Records.Of(name, values, worse: worse);
        return Baseline.Compare(records[^1], records[..^1], settings ?? _usual);
    }

    private static IEnumerable<double> Noisy(double level, int runs, double noise = 0.01) => Enumerable.Range(0, runs).Select(run => level * (1 + (noise * ((run * 7 % 11) - 5) / 5)));
}
