using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Faults;
using Harness.Scenarios.Files.Schema;
using Json.Schema;
using YamlDotNet.Core;

namespace Harness.Tests.Scenarios;

/// <summary>The JSON Schema that editors check scenario files by: what ships is valid, most of what is broken is not, and it is that of the readers.</summary>
public sealed class ScenarioSchemaTests
{
    private const string FirstLine = "# yaml-language-server: $schema=";

    private static readonly JsonSchema _schema = JsonSchema.FromText(ScenarioSchema.Text());

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(ShippedScenarios.Folder, "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(ShippedScenarios.Folder, file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_file_that_ships_is_the_one_that_the_readers_give()
    {
        string file = Path.Combine(ShippedScenarios.Folder, ScenarioSchema.FileName);
        Assert.True(File.ReadAllText(file) == ScenarioSchema.Text(), "scenarios/harness.schema.json is old. Write it anew: harness schema --out scenarios/harness.schema.json");
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_file_that_ships_is_valid_and_names_the_schema(string file)
    {
        string path = Path.Combine(ShippedScenarios.Folder, file);
        string text = File.ReadAllText(path);

        Assert.Empty(Errors(text));
        string first = text.Split('\n')[0];
        Assert.StartsWith(FirstLine, first, StringComparison.Ordinal);
        Assert.Equal(
            Path.Combine(ShippedScenarios.Folder, ScenarioSchema.FileName),
            Path.GetFullPath(first[FirstLine.Length..], Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Every_key_has_its_description_from_the_page()
    {
        string[] missing = [.. ScenarioSchema.Undescribed()];
        Assert.True(missing.Length == 0, $"docs/scenario-format.md and docs/loads.md have no row for: {string.Join(", ", missing)}");
    }

    [Fact]
    public void The_example_of_each_fault_is_valid() => Assert.All(
        FaultRegistry.All,
        kind => Assert.Empty(Errors(BrokenScenarios.Sound.Replace("silent-drop: { at: 12s, for: 12s, share: 30% }", kind.Example, StringComparison.Ordinal))));

    [Theory]
    [InlineData("count: 100", "cuont: 100")]
    [InlineData("count: 100", "count: many")]
    [InlineData("count: 100", "count: 0")]
    [InlineData("count: 100", "count: [100]")]
    [InlineData("count: 100", "count:")]
    [InlineData("name: base", "name: a name")]
    [InlineData("name: base\n", "")]
    [InlineData("over: 8s", "over: 8")]
    [InlineData("every: 1s", "every: 0s")]
    [InlineData("over: 8s", "to: 100")]
    [InlineData("share: 30%", "share: 130")]
    [InlineData("share: 30%", "share: 0%")]
    [InlineData("updates: 5/s", "updates: 5")]
    [InlineData("silent-drop:", "silent-dorp:")]
    [InlineData("at: 12s, for", "for")]
    [InlineData("share: 30%", "share: 30%, path: tcp")]
    [InlineData("heartbeat-rounds", "heartbeat-round")]
    [InlineData("false_alarms == 0", "false_alrms == 0")]
    [InlineData("false_alarms == 0", "false_alarms")]
    [InlineData("false_alarms == 0", "detection.time.max <= 3")]
    [InlineData("false_alarms == 0", "false_alarms == 0: { cohort: all }")]
    public void An_editor_sees_it(string replace, string with)
    {
        Assert.Empty(Errors(BrokenScenarios.Sound));
        Assert.Contains(replace, BrokenScenarios.Sound, StringComparison.Ordinal);

        Assert.NotEmpty(Errors(BrokenScenarios.Sound.Replace(replace, with, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("count: 100", "count: \"100\"")]
    [InlineData("share: 30%", "share: 0.3")]
    [InlineData("share: 30%", "share: \"0.3\"")]
    [InlineData("heartbeat: { interval: 1s, misses: 3 }", "heartbeat: none")]
    [InlineData("name: base", "name: 2026")]
    [InlineData("false_alarms == 0", "false_alarms == 0: { cohort: control, fault: 0 }")]
    [InlineData("false_alarms == 0", "false_alarms   ==0")]
    [InlineData("fallback: {", "reconnect: { on: { 1001: at_next_send, 4000-4099: never, refused: 1s, 401: none }, first_delays: [0s, 1s] }\n  fallback: {")]
    public void What_is_read_is_not_blamed(string replace, string with)
    {
        string text = BrokenScenarios.Sound.Replace(replace, with, StringComparison.Ordinal);
        Assert.NotEqual(BrokenScenarios.Sound, text);

        Assert.Empty(Errors(text));
    }

    /// <summary>The rest are rules over several keys, which a schema does not have.</summary>
    [Fact]
    public void Most_of_the_broken_scenarios_about_values_and_keys_are_seen()
    {
        string[] texts =
        [
            .. new[] { BrokenScenarios.Values, BrokenScenarios.Keys }
                .SelectMany(rows => rows)
                .Select(row => row.Data)
                .Select(row => Edit(row.Item1, row.Item2)),
        ];
        string[] unseen = [.. texts.Where(text => !IsSeen(text))];

        Assert.True(unseen.Length * 10 <= texts.Length, $"{unseen.Length} of {texts.Length} are valid by the schema:\n{string.Join("\n---\n", unseen)}");
    }

    private static string Edit(string replace, string with)
    {
        int at = BrokenScenarios.Sound.IndexOf(replace, StringComparison.Ordinal);
        return BrokenScenarios.Sound[..at] + with + BrokenScenarios.Sound[(at + replace.Length)..];
    }

    private static bool IsSeen(string text)
    {
        try
        {
            return Errors(text).Length > 0;
        }
        catch (YamlException)
        {
            return true;
        }
    }

    private static string[] Errors(string text)
    {
        JsonNode? file = YamlToJson.Read(text);
        EvaluationResults results = _schema.Evaluate(JsonSerializer.SerializeToElement(file), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] : [.. Details(results).DefaultIfEmpty("not valid")];
    }

    private static IEnumerable<string> Details(EvaluationResults results) =>
        (results.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"));
}
