using System.Text.RegularExpressions;
using Harness.Scenarios.Files;
using Harness.Tests.Scenarios;

namespace Harness.Tests;

/// <summary>docs/field-notes.md: a scenario that loads or a test that exists behind each row, or a reason why there is none.</summary>
public sealed partial class FieldNotesTests
{
    private const string NotPlayed = "not played";

    private static readonly string _folder = Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "docs");

    private static readonly Dictionary<string, Type[]> _tests = typeof(FieldNotesTests).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal)).GroupBy(type => type.Name).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>Behaviour, what shows it, what must be seen.</summary>
    private static string[][] Rows { get; } =
    [
        .. File.ReadAllLines(Path.Combine(_folder, "field-notes.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | "))
            .Where(cells => cells[1] != "shown by"),
    ];

    public static TheoryData<string> Documents => ["000", "001", "002", "003", "004"];

    [Fact]
    public void Every_row_has_three_cells_and_is_shown_by_something_or_says_why_not() => Assert.All(Rows, row =>
    {
        Assert.Equal(3, row.Length);
        Assert.All(row, cell => Assert.NotEqual("", cell.Trim()));
        Assert.True(
            Files(row[1]).Any() || Tests(row[1]).Any() || row[1] is NotPlayed or "every scenario" || row[1] == row[2] && row[1].StartsWith("as 00", StringComparison.Ordinal),
            $"nothing shows: {row[0]}");
    });

    [Fact]
    public void Every_scenario_that_is_linked_loads_and_is_called_what_the_link_says() => Assert.All(
        Rows.SelectMany(row => Links().Matches(row[1])).Where(link => link.Groups[2].Value.EndsWith(".yaml", StringComparison.Ordinal)),
        link =>
        {
            LoadResult loaded = ScenarioFile.Load([Path.GetFullPath(Path.Combine(_folder, link.Groups[2].Value))]);
            Assert.Empty(loaded.Errors);
            Assert.Equal(link.Groups[1].Value, Assert.Single(loaded.Scenarios).Scenario.Name);
        });

    [Fact]
    public void Every_test_that_is_named_exists() => Assert.All(Rows.SelectMany(row => Tests(row[1])), named =>
    {
        string[] parts = named.Split('.');
        Assert.True(_tests.ContainsKey(parts[0]), $"there is no {parts[0]}");
        Assert.True(parts.Length == 1 || _tests[parts[0]].Any(type => type.GetMethod(parts[1]) is not null), $"there is no {named}");
    });

    [Fact]
    public void Every_scenario_of_the_documents_has_a_row()
    {
        string[] linked = [.. Rows.SelectMany(row => Files(row[1]))];

        Assert.All(
            Directory.GetFiles(Path.Combine(ShippedScenarios.Folder, "documents"), "*.yaml"),
            file => Assert.Contains($"../scenarios/documents/{Path.GetFileName(file)}", linked));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_document_has_a_table(string number) =>
        Assert.Contains($"\n## {number}: ", File.ReadAllText(Path.Combine(_folder, "field-notes.md")), StringComparison.Ordinal);

    private static IEnumerable<string> Files(string cell) => Links().Matches(cell).Select(link => link.Groups[2].Value);

    private static IEnumerable<string> Tests(string cell) => Named().Matches(cell).Select(named => named.Groups[1].Value);

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`([A-Za-z]+Tests(?:\.[A-Za-z0-9_]+)?)`")]
    private static partial Regex Named();
}
