using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Judging;
using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed class RunJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<RunResult> Runs => [SampleRuns.Passed(), SampleRuns.Failed(), SampleRuns.Invalid(), SampleRuns.Incomplete(), SampleRuns.Run(Verdict.Incomplete)];

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public void What_was_written_is_read_back(RunResult run)
    {
        RunResult read = Read(RunJson.Write(run));

        Assert.Equivalent(run, read, strict: true);
        Assert.Equal(RunJson.Write(run), RunJson.Write(read));
    }

    [Fact]
    public void Fields_have_the_names_that_the_design_promises()
    {
        using JsonDocument document = JsonDocument.Parse(RunJson.Write(SampleRuns.Failed()));
        JsonElement run = document.RootElement;
        AssertHas(run, "formatVersion", "kind", "seed", "command", "verdict", "startedAt", "durationSeconds", "environment", "scenarios");
        JsonElement scenario = run.GetProperty("scenarios")[1];
        AssertHas(scenario, "name", "clients", "verdict", "assertions", "invariants", "policyBound", "faults", "falseAlarms", "roles");
        AssertHas(scenario.GetProperty("assertions")[0], "expression", "actual", "passed", "evidence");
        AssertHas(scenario.GetProperty("invariants")[0], "name", "violations");
        JsonElement fault = scenario.GetProperty("faults")[0];
        AssertHas(fault, "kind", "onset", "removed", "affected", "detected", "undetected", "detection", "fallback", "recovery");
        AssertHas(fault.GetProperty("detection").GetProperty("seconds"), "p50", "p99", "max");
        AssertHas(fault.GetProperty("detection").GetProperty("missedHeartbeats"), "p50", "p99", "max");
        AssertHas(scenario.GetProperty("roles")[0], "name", "cpuSeconds", "peakRssBytes");
        Assert.Equal("failed", run.GetProperty("verdict").GetString());
        Assert.Equal(18_446_744_073_709_551_557, run.GetProperty("seed").GetUInt64());
    }

    [Fact]
    public void Infinity_is_null()
    {
        RunResult run = SampleRuns.Run(Verdict.Failed, SampleRuns.SilentDrop() with
        {
            PolicyBound = new PolicyBounds { DetectionSeconds = double.PositiveInfinity },
            Generator = new GeneratorHealth { TimerLagP99Seconds = double.PositiveInfinity, StalledShare = double.NaN },
        });

        string json = RunJson.Write(run);

        Assert.Contains("\"detectionSeconds\": null", json, StringComparison.Ordinal);
        Assert.Contains("\"timerLagP99Seconds\": null", json, StringComparison.Ordinal);
        Assert.Null(Read(json).Scenarios[0].PolicyBound.DetectionSeconds);
        Assert.Equal(double.PositiveInfinity, Read(json).Scenarios[0].Generator.TimerLagP99Seconds);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public void A_file_that_was_cut_off_gives_one_clear_error(double share)
    {
        string whole = RunJson.Write(SampleRuns.Passed()).TrimEnd();

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Read(whole[..(int)(whole.Length * share)]));

        Assert.Contains("run.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("is not a whole run.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"formatVersion\": 1}")]
    [InlineData("{\"formatVersion\": \"1\"}")]
    public void What_is_no_run_is_refused(string json) => Assert.Throws<InvalidDataException>(() => Read(json));

    [Theory]
    [InlineData("scenarios", "scenarios[0] is null")]
    [InlineData("faults", "scenarios[0].faults[0] is null")]
    [InlineData("assertions", "scenarios[0].assertions[0] is null")]
    public void Null_in_place_of_an_element_is_refused(string list, string says)
    {
        JsonNode run = JsonNode.Parse(RunJson.Write(SampleRuns.Failed()))!;
        JsonArray elements = (list == "scenarios" ? run : run["scenarios"]![0]!)[list]!.AsArray();
        elements.Insert(0, null);

        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Read(run.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_named()
    {
        string json = RunJson.Write(SampleRuns.Passed() with { FormatVersion = 2 });

        Assert.Contains("format version 2", Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);
    }

    private RunResult Read(string json)
    {
        File.WriteAllText(_folder["run.json"], json);
        return RunJson.Read(_folder["run.json"]);
    }

    private static void AssertHas(JsonElement element, params string[] names) =>
        Assert.All(names, name => Assert.True(element.TryGetProperty(name, out _), $"{name} is missing"));
}
