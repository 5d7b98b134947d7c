using Harness.Judging;
using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed class SeriesCsvTests
{
    private static readonly string[] _heads =
    [
        "scenario", "second", "clients_connecting", "clients_open", "clients_suspect", "clients_polling", "clients_reconnecting", "clients_closed",
        "heartbeats_sent", "heartbeats_answered", "heartbeats_missed", "reconnects", "reconnect_attempts", "polls", "rtt_p50_seconds", "rtt_p99_seconds", "staleness_p99_seconds", "staleness_max_seconds", "faults_on",
    ];

    [Fact]
    public void It_has_a_row_for_each_second_of_each_scenario()
    {
        RunResult run = SampleRuns.Failed();

        string[][] rows = Rows(SeriesCsv.Write(run));

        Assert.Equal(_heads, rows[0]);
        Assert.Equal(run.Scenarios.Sum(scenario => scenario.Series.Seconds.Length), rows.Length - 1);
        Assert.All(rows, row => Assert.Equal(_heads.Length, row.Length));
        Assert.Equal(run.Scenarios.SelectMany(scenario => scenario.Series.Seconds.Select(_ => scenario.Name)), rows.Skip(1).Select(row => row[0]));
    }

    [Fact]
    public void The_values_are_those_of_the_series()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        TimeSeries series = scenario.Series;

        string[][] rows = Rows(SeriesCsv.Write(SampleRuns.Run(Verdict.Passed, scenario)))[1..];

        int[] Column(string head) => [.. rows.Select(row => int.Parse(row[Array.IndexOf(_heads, head)], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(series.Clients["open"], Column("clients_open"));
        Assert.Equal(series.Clients["polling"], Column("clients_polling"));
        Assert.Equal(series.HeartbeatsSent, Column("heartbeats_sent"));
        Assert.Equal(series.HeartbeatsMissed, Column("heartbeats_missed"));
        Assert.Equal(series.Polls, Column("polls"));
        Assert.Equal(series.Reconnects, Column("reconnects"));
        double from = scenario.Faults[0].Onset!.From, to = scenario.Faults[0].Removed!.To;
        Assert.Equal(series.Seconds.Select(second => from < second + 1 && to >= second ? 1 : 0), Column("faults_on"));
        Assert.Contains(1, Column("faults_on"));
        Assert.Contains(0, Column("faults_on"));
    }

    [Fact]
    public void What_was_not_measured_is_empty_and_numbers_have_a_point()
    {
        TimeSeries series = SampleSeries.Empty with
        {
            Seconds = [0, 1, 2],
            HeartbeatsSent = [5, 6, 7],
            RttP50 = [0.0000015, null, double.PositiveInfinity],
            RttP99 = [1234.5, null, null],
        };
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "−" } };
        try
        {
            string[] lines = SeriesCsv.Write(SampleRuns.Run(Verdict.Passed, SampleRuns.SilentDrop() with { Name = "bare", Series = series, Faults = [] })).Split("\r\n");

            Assert.Equal(["bare,0,,,,,,,5,,,,,,0.000002,1234.5,,,0", "bare,1,,,,,,,6,,,,,,,,,,0", "bare,2,,,,,,,7,,,,,,,,,,0", ""], lines[1..]);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("plain-name_1", "plain-name_1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"so\"", "\"say \"\"so\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0")]
    [InlineData("@SUM(1,2)", "\"'@SUM(1,2)\"")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("+1", "'+1")]
    public void Texts_are_quoted_and_never_formulas(string text, string cell) => Assert.Equal(cell, SeriesCsv.Text(text));

    private static string[][] Rows(string text)
    {
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        return [.. text[..^2].Split("\r\n").Select(line => line.Split(','))];
    }
}
