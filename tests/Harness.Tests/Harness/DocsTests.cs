using Harness.Clients;
using Harness.Faults;
using Harness.Judging.Invariants;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Lifetimes;
using Harness.Tests.Scenarios;
using Harness.Toxiproxy;

namespace Harness.Tests;

/// <summary>The pages of docs/ name what the registries hold: no more, no less, and in their order.</summary>
public sealed class DocsTests
{
    private static readonly string _root = Path.GetDirectoryName(ShippedScenarios.Folder)!;

    public static TheoryData<string> PagesWithExitCodes => ["docs/architecture.md", "docs/ci.md"];

    [Fact]
    public void Metrics_with_their_units_and_whether_they_take_a_statistic() => Assert.Equal(
        MetricNames.All.Select(metric => (metric.Name, UnitOf(metric), metric.IsDistribution ? "yes" : "no")),
        Rows("docs/semantics.md", "## Metrics").Select(row => (Code(row[0]), row[1], row[2])));

    [Fact]
    public void Statistics()
    {
        string line = Page("docs/semantics.md").Split('\n').Single(line => line.StartsWith("Statistics: ", StringComparison.Ordinal));
        Assert.Equal(Enum.GetNames<Stat>().Select(name => name.ToLowerInvariant()), Codes(line.Split(';')[0]));
    }

    [Fact]
    public void Invariants() => Assert.Equal(
        InvariantRegistry.All.Select(invariant => invariant.Name),
        Rows("docs/semantics.md", "## Invariants").Select(row => Code(row[0])));

    [Fact]
    public void Flaws()
    {
        string[] flaws = [.. ClientFlaws.All.Select(flaw => flaw.Name)];
        Assert.Equal(flaws, Rows("docs/semantics.md", "## Flaws").Select(row => Code(row[0])));
        Assert.Equal(flaws, Codes(Rows("docs/scenario-format.md", "### clients").Single(row => row[0] == "`flaws`")[2]));
    }

    [Theory]
    [InlineData(PresetOrigin.FieldNotes, "## Clients of the field notes")]
    [InlineData(PresetOrigin.Library, "## Clients of the field")]
    public void Presets_with_their_policies_in_words(PresetOrigin origin, string heading) => Assert.Equal(
        PresetRegistry.All.Where(preset => preset.Origin == origin).Select(preset => string.Join('\n', Row(preset))),
        Rows("docs/presets.md", heading).Select(cells => string.Join('\n', cells)));

    [Fact]
    public void Overrides_of_a_preset_have_a_row_each()
    {
        // Every key that the readers of clients ask for, as they name it: a new property has to be told.
        string[] keys = [.. Rows("docs/scenario-format.md", "### clients").SelectMany(row => Codes(row[0]))];
        string folder = Path.Combine(_root, "src", "Harness", "Scenarios", "Files");
        foreach ((string file, string prefix) in ((string, string)[])[("HeartbeatReader.cs", "heartbeat."), ("ReconnectReader.cs", "reconnect."), ("FallbackReader.cs", "fallback.")])
        {
            string source = File.ReadAllText(Path.Combine(folder, file));
            string[] asked = [.. System.Text.RegularExpressions.Regex.Matches(source, "(?:Find|Require|OrNone)\\(\"([a-z_]+)\"").Select(match => prefix + match.Groups[1].Value).Distinct()];
            Assert.NotEmpty(asked);
            Assert.All(asked, key => Assert.Contains(key, keys));
        }
    }

    [Fact]
    public void Faults()
    {
        string[] kinds = [.. FaultRegistry.All.Select(kind => kind.Name)];
        Assert.Equal(kinds, Page("docs/scenario-format.md").Split("| kind | own keys |")[1].Split("\n\n")[0].Split('\n')[2..].Select(line => Code(Cells(line)[0])));
        Assert.Equal(
            kinds,
            Rows("toxiproxy/README.md", "## Fault → toxics").Select(row => Code(row[0]).Split(':')[0]).Distinct());
    }

    [Fact]
    public void Loads()
    {
        Assert.Equal(StageRegistry.All.Select(kind => kind.Name), Rows("docs/loads.md", "## Stages").Select(row => Code(row[0])));
        Assert.Equal(LifetimeRegistry.All.Select(kind => kind.Name), Rows("docs/loads.md", "## Lifetimes").Select(row => Code(row[0])));
        Assert.Equal(
            StageRegistry.All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
            Codes(Page("docs/scenario-format.md").Split("\n### load\n\n")[1].Split("\n\n")[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_populations_of_the_page_of_loads_load_without_an_error()
    {
        string[] examples = [.. Page("docs/loads.md").Split("```yaml\n").Skip(1).Select(rest => rest.Split("```")[0])];
        Assert.Equal(2, examples.Length);
        Assert.All(examples, example => Assert.Empty(ScenarioFile.Parse($"name: example\n{example}{(example.Contains("assertions:", StringComparison.Ordinal) ? "faults: [ silent-drop: { at: 20s, for: 20s, share: 30% } ]" : "")}", "loads.yaml").Errors));
    }

    [Fact]
    public void Toxics() => Assert.Equal(
        ToxiproxyServer.ToxicTypes.Order(StringComparer.Ordinal),
        Rows("toxiproxy/README.md", "## Toxics").Concat(Rows("toxiproxy/README.md", "### Beyond stock"))
            .Select(row => Code(row[0])).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(PagesWithExitCodes))]
    public void Exit_codes(string page)
    {
        // The class is internal to the program, so it is read by name.
        Type codes = typeof(ClientFlaws).Assembly.GetType("Harness.Cli.ExitCodes", throwOnError: true)!;
        IEnumerable<int> expected = codes.GetFields().Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!);
        string table = Page(page).Split("| code |")[1].Split("\n\n")[0];
        Assert.Equal(expected.Order(), table.Split('\n')[2..].Select(line => int.Parse(Cells(line)[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_complete_scenario_of_the_format_page_loads_without_a_warning()
    {
        LoadResult result = ScenarioFile.Parse(Page("docs/scenario-format.md").Split("```yaml\n")[1].Split("```")[0], "my-first.yaml");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Links_lead_to_files() => Assert.All(
        Directory.GetFiles(Path.Combine(_root, "docs"), "*.md").Append(Path.Combine(_root, "reports", "README.md")),
        page => Assert.All(
            File.ReadAllText(page).Split("](").Skip(1).Select(rest => rest.Split(')')[0].Split('#')[0]).Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link)), $"{page}: {link}")));

    private static string[] Row(ClientPreset preset)
    {
        ClientPolicy policy = preset.Policy;
        ReconnectPolicy reconnect = policy.Reconnect;
        string rules = PolicyWords.Rules(policy with { Reconnect = reconnect with { Rules = [.. reconnect.Rules.Except(ReconnectPolicy.Refusals)] } });
        return
        [
            $"`{preset.Name}`", PolicyWords.Heartbeat(policy), PolicyWords.Declares(policy), PolicyWords.FromOnset(policy),
            Join(PolicyWords.Delays(policy), PolicyWords.Attempts(policy), rules), PolicyWords.Fallback(policy), Join([.. preset.Flaws]), preset.Source,
        ];

        static string Join(params string[] parts) => string.Join("; ", parts.Where(part => part.Length > 0)) is { Length: > 0 } text ? text : "–";
    }

    private static string UnitOf(Metric metric) => metric.Unit switch
    {
        MetricUnit.Count => "count",
        MetricUnit.Seconds => "time",
        MetricUnit.Rate => "rate",
        MetricUnit.ByteRate => "bytes per time",
        MetricUnit.Share => "share",
        _ => "holds",
    };

    private static string Page(string path) => File.ReadAllText(Path.Combine(_root, path));

    /// <summary>The rows of the first table below a heading, without its head.</summary>
    private static IEnumerable<string[]> Rows(string page, string heading) => Page(page)
        .Split($"\n{heading}\n")[1]
        .Split('\n')
        .SkipWhile(line => !line.StartsWith('|'))
        .TakeWhile(line => line.StartsWith('|'))
        .Skip(2)
        .Select(Cells);

    private static string[] Cells(string row) => [.. row.Trim().Trim('|').Split(" | ").Select(cell => cell.Trim())];

    /// <summary>The first word in back quotes.</summary>
    private static string Code(string cell) => Codes(cell).First();

    private static IEnumerable<string> Codes(string cell) => cell.Split('`').Where((_, i) => i % 2 == 1);
}
