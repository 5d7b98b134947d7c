using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Judging;
using Harness.Reporting;
using Harness.Tests.Scenarios;
using Json.Schema;

namespace Harness.Tests.Reporting;

public sealed class RunSchemaTests
{
    /// <summary>Set to 1, it has the published schema written anew instead of compared.</summary>
    private const string Renew = "HARNESS_RENEW_RUN_SCHEMA";

    private static readonly string _root = Path.GetDirectoryName(ShippedScenarios.Folder)!;

    /// <summary>As published, but nothing beside what it names is allowed: a field that it does not know is one that somebody forgot to publish.</summary>
    private static readonly JsonSchema _strict = Strict();

    public static TheoryData<RunResult> Runs =>
    [
        SampleRuns.Passed(), SampleRuns.Failed(), SampleRuns.Invalid(), SampleRuns.Incomplete(), SampleRuns.Run(Verdict.Incomplete),
        SampleRuns.Run(Verdict.Failed, SampleRuns.FailedAsExpected(), SampleRuns.HeldAgainstExpectation()),
    ];

    [Fact]
    public void What_is_published_is_what_the_records_say()
    {
        string file = Path.Combine(_root, "docs", "run.schema.json");
        string text = RunSchemaWriter.Write();
        if (Environment.GetEnvironmentVariable(Renew) == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.True(
            File.ReadAllText(file) == text,
            $"docs/run.schema.json is old. Write it anew: {Renew}=1 dotnet test tests/Harness.Tests -c Release --filter FullyQualifiedName~RunSchemaTests");
        Assert.True(RunSchema.Text() == text || Environment.GetEnvironmentVariable(Renew) == "1", "harness schema run prints an older one: build again.");
    }

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public void Results_of_runs_keep_it(RunResult run) => Assert.Empty(Errors(RunJson.Write(run)));

    [Fact]
    public void The_result_of_a_search_keeps_it() => Assert.Empty(Errors(CapacityJson.Write(CapacityReportTests.Sample())));

    [Fact]
    public void A_simulation_and_a_comparison_keep_it()
    {
        Assert.Empty(Errors(RunJson.Write(RecordedPagesTests.Simulation())));
        Assert.Empty(Errors(RunJson.Write(RecordedPagesTests.Comparison())));
    }

    [Fact]
    public void Infinity_keeps_it() => Assert.Empty(Errors(RunJson.Write(SampleRuns.Run(Verdict.Failed, SampleRuns.SilentDrop() with
    {
        PolicyBound = new PolicyBounds { DetectionSeconds = double.PositiveInfinity },
        Generator = new GeneratorHealth { TimerLagP99Seconds = double.PositiveInfinity },
    }))));

    [Fact]
    public void The_sample_keeps_what_is_published()
    {
        string sample = File.ReadAllText(Path.Combine(_root, "reports", "sample", "run.json"));
        Assert.Empty(Errors(sample, JsonSchema.FromText(RunSchemaWriter.Write())));
    }

    [Theory]
    [InlineData("verdict", "\"perhaps\"")]
    [InlineData("verdict", "null")]
    [InlineData("kind", "\"walk\"")]
    [InlineData("kind", "\"capacity\"")]
    [InlineData("seed", "-1")]
    [InlineData("seed", "\"1\"")]
    [InlineData("scenarios", "[{}]")]
    [InlineData("environment", "{}")]
    [InlineData("unheardOf", "1")]
    public void What_is_no_result_is_told_apart(string property, string value)
    {
        JsonObject run = JsonNode.Parse(RunJson.Write(SampleRuns.Passed()))!.AsObject();
        run[property] = JsonNode.Parse(value);

        Assert.NotEmpty(Errors(run.ToJsonString()));
    }

    private static JsonSchema Strict()
    {
        JsonObject schema = JsonNode.Parse(RunSchemaWriter.Write())!.AsObject();
        foreach ((string _, JsonNode? record) in schema["$defs"]!.AsObject())
        {
            record!.AsObject()["additionalProperties"] = false;
        }

        return JsonSchema.FromText(schema.ToJsonString());
    }

    /// <summary>What breaks the schema; none: the result keeps it, and has nothing that it does not know.</summary>
    internal static string[] Errors(string json, JsonSchema? schema = null)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        EvaluationResults results = (schema ?? _strict).Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] :
        [
            .. (results.Details ?? []).Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).DefaultIfEmpty("not valid"),
        ];
    }
}
