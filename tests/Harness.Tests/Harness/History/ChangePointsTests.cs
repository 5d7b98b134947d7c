using System.Globalization;
using Harness.History;

namespace Harness.Tests.History;

public sealed class ChangePointsTests
{
    /// <summary>Names a file that the table of benchmarks/history.md is written to.</summary>
    private const string Table = "HARNESS_HISTORY_TABLE";

    private const int Histories = 400;

    private static readonly ChangeLimits _limits = new() { Quantum = 0.001 };

    /// <summary>All but the correlated one: there neighbouring runs are not the independent ones that the limits are made for, and benchmarks/history.md says what that costs.</summary>
    public static TheoryData<string> Independent => [.. SyntheticHistory.Shapes.Select(shape => shape.Name).Where(name => !name.StartsWith("correlated", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Independent))]
    public void Shifts_of_ten_per_cent_at_five_per_cent_noise_are_found_within_five_runs(string shape)
    {
        var rates = DetectionRates.Of(Enumerable.Range(0, Histories).Select(seed => SyntheticHistory.WithShifts(shape, seed)));
        var steady = DetectionRates.Of(Enumerable.Range(10_000, Histories / 2).Select(seed => SyntheticHistory.Steady(shape, seed)));

        string figures = $"{shape}: found {rates.FoundShare:0.0000}, false alarms per 100 runs {rates.FalseAlarmsPerHundred:0.000}, in steady histories {steady.FalseAlarmsPerHundred:0.000}";
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        Assert.True(rates.FoundShare >= 0.95, figures);
        Assert.True(rates.FalseAlarmsPerHundred <= 1, figures);
        Assert.True(steady.FalseAlarmsPerHundred <= 1, figures);
    }

    [Fact]
    public void The_table_of_all_shapes_can_be_written()
    {
        // Nobody asks for it in a usual test: then a few histories show that it can be written.
        string? asked = Environment.GetEnvironmentVariable(Table) is { Length: > 0 } named ? named : null;
        int histories = asked is null ? 4 : Histories;
        List<string> lines =
        [
            "| noise | shifts | told with the fifth run | … alarm raised by these five | raised later | first run right, or off by one | false alarms in 100 runs | … of steady histories |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
        ];
        foreach ((string shape, _) in SyntheticHistory.Shapes)
        {
            Row(shape, SyntheticHistory.WithShifts);
        }

        Row("normal", SyntheticHistory.WithCloseShifts, ", a change every 40 runs from the 45th on");
        Assert.Equal(2 + SyntheticHistory.Shapes.Length + 1, lines.Count);
        Assert.All(lines, line => Assert.Equal(9, line.Count(character => character == '|')));
        if (asked is not null)
        {
            File.WriteAllLines(asked, lines);
        }

        void Row(string shape, Func<string, int, SyntheticHistory> make, string more = "")
        {
            var rates = DetectionRates.Of(Enumerable.Range(0, histories).Select(seed => make(shape, seed)));
            var steady = DetectionRates.Of(Enumerable.Range(10_000, histories / 2).Select(seed => SyntheticHistory.Steady(shape, seed)));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {shape}{more} | {rates.Shifts:N0} | {DetectionRates.Percent(rates.Found, rates.Shifts)} | {DetectionRates.Percent(rates.Raised, rates.Shifts)} | {DetectionRates.Percent(rates.Late, rates.Shifts)} | {DetectionRates.Percent(rates.Placed, rates.Found)} | {rates.FalseAlarmsPerHundred:0.00} | {steady.FalseAlarmsPerHundred:0.00} |"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_found_with_a_run_needs_no_later_one(int seed)
    {
        var history = SyntheticHistory.WithShifts("normal", seed);
        ChangePoint[] all = [.. ChangePoints.Find(history.Values.AsSpan(), _limits)];

        Assert.NotEmpty(all);
        foreach (int runs in Enumerable.Range(20, SyntheticHistory.Runs - 20))
        {
            Assert.Equal(
                all.Where(change => change.Found < runs).Select(change => (change.Found, Confirmed: Before(change.Confirmed), Withdrawn: Before(change.Withdrawn), First: Before(change.Confirmed) is null ? 0 : change.First)),
                ChangePoints.Find(history.Values.AsSpan()[..runs], _limits).Select(change => (change.Found, change.Confirmed, change.Withdrawn, First: change.Confirmed is null ? 0 : change.First)));

            int? Before(int? run) => run < runs ? run : null;
        }
    }

    [Fact]
    public void A_step_is_found_with_its_levels_and_its_first_run()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(run => (run < 25 ? 100.0 : 130.0) + (run % 3))];

        ChangePoint change = Assert.Single(ChangePoints.Find(values, _limits));

        Assert.Equal(25, change.First);
        Assert.InRange(change.Found, 25, 29);
        Assert.InRange(change.Confirmed!.Value, change.Found + 1, change.Found + 5);
        Assert.Equal(101, change.From, 1.0);
        Assert.Equal(131, change.To, 1.0);
        Assert.Null(change.Withdrawn);
    }

    [Fact]
    public void One_wild_run_is_no_change() =>
        Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, 60).Select(run => run == 40 ? 500.0 : 100 + (run % 5))], _limits));

    [Fact]
    public void What_was_only_three_bad_nights_is_withdrawn()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(run => (run is >= 30 and < 33 ? 120.0 : 100) + (run % 5))];

        Assert.Contains(ChangePoints.Find(values, _limits), change => change.First == 30 && change.Withdrawn is not null);
        Assert.DoesNotContain(ChangePoints.Find(values, _limits), change => change.Withdrawn is null);
    }

    [Theory]
    [InlineData(1.04)]
    [InlineData(0.97)]
    public void A_shift_that_is_too_small_to_mean_anything_is_none(double shift) =>
        Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, 60).Select(run => run < 30 ? 100.0 : 100 * shift)], _limits));

    [Fact]
    public void Counts_about_zero_change_by_whole_ones()
    {
        ChangeLimits counts = new() { Quantum = 1 };

        Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, 60).Select(run => run % 7 == 0 ? 1.0 : 0)], counts));
        Assert.Equal(30, Assert.Single(ChangePoints.Find([.. Enumerable.Range(0, 60).Select(run => run < 30 ? 0.0 : 4)], counts)).First);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(14)]
    public void Too_few_runs_say_nothing(int runs) => Assert.Empty(ChangePoints.Find([.. Enumerable.Range(0, runs).Select(run => run * 100.0)], _limits));
}
