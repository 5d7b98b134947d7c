using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

/// <summary>Files, folders and profiles on a real disk.</summary>
public sealed class ScenarioLoadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_every_yaml_file_below_it_in_ordinal_order()
    {
        _folder.Write("b.yml", Named("b"));
        _folder.Write("a.yaml", Named("a"));
        _folder.Write("deep/er/c.yaml", Named("c"));
        _folder.Write("notes.txt", "no scenario");

        LoadResult result = ScenarioFile.Load([_folder.Path]);

        Assert.Empty(result.Errors);
        Assert.Equal(["a", "b", "c"], result.Scenarios.Select(loaded => loaded.Scenario.Name));
        Assert.Equal(_folder.In("deep/er/c.yaml"), result.Scenarios[2].Path);
    }

    [Fact]
    public void A_profile_is_its_list_and_what_is_reached_twice_counts_once()
    {
        string b = _folder.Write("b.yaml", Named("b"));
        _folder.Write("a.yaml", Named("a"));
        string profile = _folder.Write("profiles/p.yaml", "profile: p\ndescription: two\nscenarios:\n  - ../b.yaml\n  - ../a.yaml\n");

        LoadResult result = ScenarioFile.Load([profile, _folder.Path, b]);

        Assert.Empty(result.Errors);
        Assert.Equal(["b", "a"], result.Scenarios.Select(loaded => loaded.Scenario.Name));
    }

    [Fact]
    public void Two_scenarios_of_one_name_are_refused()
    {
        string a = _folder.Write("a.yaml", Named("same"));
        string b = _folder.Write("b.yaml", "# a comment\n" + Named("same"));

        LoadResult result = ScenarioFile.Load([_folder.Path]);

        Assert.Equal([$"{b}:2: name \"same\" is also the name of the scenario in {a}"], result.Errors);
    }

    [Fact]
    public void What_is_not_there_is_said_with_the_nearest_that_is()
    {
        string lone = _folder.Write("lone.yaml", Named("lone"));
        Directory.CreateDirectory(_folder.In("empty"));

        LoadResult result = ScenarioFile.Load([_folder.In("loen.yaml"), _folder.In("quite-another.yaml"), _folder.In("empty"), lone]);

        Assert.Equal(
            [
                $"{_folder.In("loen.yaml")}: does not exist; did you mean \"lone.yaml\"?",
                $"{_folder.In("quite-another.yaml")}: does not exist",
                $"{_folder.In("empty")}: has no scenarios: no *.yaml or *.yml file in this folder or below",
            ],
            result.Errors);
        Assert.Single(result.Scenarios);
    }

    [Fact]
    public void Nothing_given_is_an_error() => Assert.Equal(["no scenario file or folder is given"], ScenarioFile.Load([]).Errors);

    [Fact]
    public void A_profile_names_the_line_of_what_is_wrong_in_its_list()
    {
        _folder.Write("a.yaml", Named("a"));
        _folder.Write("other.yaml", "profile: other\nscenarios: [a.yaml]\n");
        string profile = _folder.Write("p.yaml", "profile: p\nscenarios:\n  - a.yaml\n  - aa.yaml\n  - other.yaml\n  - .\n  - [x]\nload: 3\n");

        Assert.Equal(
            [
                $"{profile}:4: scenarios[1] \"aa.yaml\" does not exist; did you mean \"a.yaml\"?",
                $"{profile}:5: scenarios[2] \"other.yaml\" is a profile: a profile lists scenario files only",
                $"{profile}:6: scenarios[3] \".\" is a folder, not a file",
                $"{profile}:7: scenarios[4] must be text, but is a list",
                $"{profile}:8: load is not known; known are profile, description and scenarios",
            ],
            ScenarioFile.Load([profile]).Errors);
    }

    [Fact]
    public void A_profile_without_files_or_with_no_list_is_refused()
    {
        string empty = _folder.Write("empty.yaml", "profile: p\nscenarios: []\n");
        string text = _folder.Write("text.yaml", "profile: a b\nscenarios: all\n");
        string none = _folder.Write("none.yaml", "profile: p\n");

        Assert.Equal(
            [
                $"{empty}:2: scenarios must have at least one file",
                $"{text}:1: profile must be letters, digits, '-' and '_', but is \"a b\"",
                $"{text}:2: scenarios must be a list, but is \"all\"",
                $"{none}:1: scenarios is missing",
            ],
            ScenarioFile.Load([empty, text, none]).Errors);
    }

    [Fact]
    public void Errors_of_all_files_come_at_once()
    {
        string a = _folder.Write("a.yaml", "hello\n");
        string b = _folder.Write("b.yaml", Named("b").Replace("count: 10", "count: ten", StringComparison.Ordinal));
        _folder.Write("c.yaml", Named("c"));

        LoadResult result = ScenarioFile.Load([_folder.Path]);

        Assert.Equal(
            [
                $"{a}:1: is not a scenario: it must be a mapping such as \"name: …\", but is text",
                $"{b}:2: clients.count must be a whole number without a unit, but is \"ten\"",
            ],
            result.Errors);
        Assert.Equal("c", Assert.Single(result.Scenarios).Scenario.Name);
    }

    [Fact]
    public void What_is_no_text_or_far_too_long_is_refused()
    {
        string binary = _folder.In("binary.yaml");
        File.WriteAllBytes(binary, [0x7f, (byte)'E', (byte)'L', (byte)'F', 0xff, 0xfe, 0x80]);
        string large = _folder.Write("large.yaml", Named("large") + new string('#', 1_000_000));

        LoadResult result = ScenarioFile.Load([binary, large]);

        Assert.Equal(
            [
                $"{binary}: is not YAML: it is not UTF-8 text",
                $"{large}: is no scenario: it has {new FileInfo(large).Length} bytes, and at most 1000000 are read",
            ],
            result.Errors);
    }

    private static string Named(string name) => $$"""
        name: {{name}}
        clients: { preset: heartbeat-rounds, count: 10 }
        load: [ ramp: { over: 1s } ]

        """;
}
