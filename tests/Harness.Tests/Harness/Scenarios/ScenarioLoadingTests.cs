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
        Directory.CreateDirectory(_folder.In("empty"));
        string profile = _folder.Write("p.yaml", "profile: p\nscenarios:\n  - a.yaml\n  - aa.yaml\n  - empty\n  - [x]\nload: 3\ntime_scale: 0\nclients: none\n");

        Assert.Equal(
            [
                $"{profile}:4: scenarios[1] \"aa.yaml\" does not exist; did you mean \"a.yaml\"?",
                $"{profile}:5: scenarios[2] \"empty\" has no scenarios: no *.yaml or *.yml file in this folder or below",
                $"{profile}:6: scenarios[3] must be text, but is a list",
                $"{profile}:7: load is not known; known are profile, description, scenarios, time_scale and clients",
                $"{profile}:8: time_scale must be more than 0 and at most 100, but is 0",
                $"{profile}:9: clients must be a whole number without a unit, but is \"none\"",
            ],
            ScenarioFile.Load([profile]).Errors);
    }

    [Fact]
    public void A_profile_lists_folders_and_other_profiles_whose_settings_it_does_not_take_over()
    {
        _folder.Write("all/b.yaml", Named("b"));
        _folder.Write("all/a.yaml", Named("a"));
        _folder.Write("inner.yaml", "profile: inner\nscenarios: [all/b.yaml]\ntime_scale: 0.1\nclients: 5\n");
        string outer = _folder.Write("outer.yaml", "profile: outer\ndescription: Both.\nscenarios: [inner.yaml, all, inner.yaml]\ntime_scale: 2\n");

        LoadResult result = ScenarioFile.Load([outer]);

        Assert.Empty(result.Errors);
        Assert.Equal(["b", "a"], result.Scenarios.Select(loaded => loaded.Scenario.Name));
        Assert.Equal(new ProfileSettings(2), result.Settings);
        Assert.Equal([new LoadedProfile("outer", "Both.")], result.Profiles);
        Assert.Equal(new ProfileSettings(), ScenarioFile.Load([_folder.Path]).Settings);
    }

    [Fact]
    public void Two_profiles_of_different_pace_are_not_run_together()
    {
        _folder.Write("a.yaml", Named("a"));
        string one = _folder.Write("one.yaml", "profile: one\nscenarios: [a.yaml]\ntime_scale: 2\nclients: 5\n");
        string two = _folder.Write("two.yaml", "profile: two\nscenarios: [a.yaml]\ntime_scale: 3\nclients: 6\n");

        Assert.Equal(
            [$"{two}:3: time_scale is not that of the other profile: run them one by one", $"{two}:4: clients is not that of the other profile: run them one by one"],
            ScenarioFile.Load([one, two]).Errors);
    }

    [Fact]
    public void A_profile_that_lists_itself_is_named_with_the_way_round()
    {
        _folder.Write("a.yaml", Named("a"));
        string one = _folder.Write("one.yaml", "profile: one\nscenarios:\n  - a.yaml\n  - two.yaml\n");
        string two = _folder.Write("two.yaml", "profile: two\nscenarios: [three.yaml]\n");
        string three = _folder.Write("three.yaml", "profile: three\nscenarios:\n  - a.yaml\n  - two.yaml\n");
        string self = _folder.Write("self.yaml", "profile: self\nscenarios: [self.yaml]\n");

        Assert.Equal([$"{three}:4: scenarios[1] \"two.yaml\" lists itself: {two} → {three} → {two}"], ScenarioFile.Load([one]).Errors);
        Assert.Equal([$"{self}:2: scenarios[0] \"self.yaml\" lists itself: {self} → {self}"], ScenarioFile.Load([self]).Errors);
    }

    [Fact]
    public void Profiles_do_not_nest_without_end()
    {
        _folder.Write("17.yaml", Named("a"));
        for (int i = 0; i < 17; i++)
        {
            _folder.Write($"{i}.yaml", $"profile: p{i}\nscenarios: [{i + 1}.yaml]\n");
        }

        Assert.Equal([$"{_folder.In("15.yaml")}:2: scenarios[0] \"16.yaml\" is listed over more than 16 profiles"], ScenarioFile.Load([_folder.In("0.yaml")]).Errors);
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
