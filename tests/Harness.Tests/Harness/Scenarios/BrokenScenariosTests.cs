using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

public sealed class BrokenScenariosTests
{
    [Fact]
    public void The_scenario_that_is_broken_below_is_sound()
    {
        LoadResult result = ScenarioFile.Parse(BrokenScenarios.Sound, "f.yaml");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal("base", Assert.Single(result.Scenarios).Scenario.Name);
    }

    [Theory]
    [MemberData(nameof(BrokenScenarios.Values), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Keys), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Clients), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Data), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Load), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Chat), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Loads), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Faults), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Protocols), MemberType = typeof(BrokenScenarios))]
    [MemberData(nameof(BrokenScenarios.Assertions), MemberType = typeof(BrokenScenarios))]
    public void Each_edit_gives_exactly_its_messages(string replace, string with, string[] errors)
    {
        LoadResult result = ScenarioFile.Parse(Edit((replace, with)), "f.yaml");

        Assert.Equal(errors.Select(error => $"f.yaml:{error}"), result.Errors);
        Assert.Empty(result.Scenarios);
    }

    [Fact]
    public void The_scenario_of_two_populations_is_sound()
    {
        LoadResult result = ScenarioFile.Parse(BrokenScenarios.SoundOfTwo, "f.yaml");

        Assert.Empty(result.Errors);
        Assert.Equal([("phones", 70), ("desks", 30)], Assert.Single(result.Scenarios).Scenario.Populations.Select(population => (population.Name, population.Clients.Count)));
    }

    [Theory]
    [MemberData(nameof(BrokenScenarios.Populations), MemberType = typeof(BrokenScenarios))]
    public void Each_edit_of_a_population_gives_exactly_its_messages(string replace, string with, string[] errors)
    {
        Assert.Contains(replace, BrokenScenarios.SoundOfTwo, StringComparison.Ordinal);
        LoadResult result = ScenarioFile.Parse(BrokenScenarios.SoundOfTwo.Replace(replace, with, StringComparison.Ordinal), "f.yaml");

        Assert.Equal(errors.Select(error => $"f.yaml:{error}"), result.Errors);
    }

    [Theory]
    [MemberData(nameof(BrokenScenarios.Weights), MemberType = typeof(BrokenScenarios))]
    public void Each_edit_of_a_count_that_is_divided_gives_exactly_its_messages(string replace, string with, string[] errors)
    {
        Assert.Empty(ScenarioFile.Parse(BrokenScenarios.SoundOfWeights, "f.yaml").Errors);
        Assert.Contains(replace, BrokenScenarios.SoundOfWeights, StringComparison.Ordinal);
        LoadResult result = ScenarioFile.Parse(BrokenScenarios.SoundOfWeights.Replace(replace, with, StringComparison.Ordinal), "f.yaml");

        Assert.Equal(errors.Select(error => $"f.yaml:{error}"), result.Errors);
    }

    [Theory]
    [InlineData("", "1: is empty")]
    [InlineData("# nothing\n", "1: is empty")]
    [InlineData("just text\n", "1: is not a scenario: it must be a mapping such as \"name: …\", but is text")]
    [InlineData("- a\n- b\n", "1: is not a scenario: it must be a mapping such as \"name: …\", but is a list")]
    [InlineData("name: \"x\n", "1: is not YAML: While scanning a quoted scalar, found unexpected end of stream")]
    [InlineData("a: &x 1\nb: *x\n", "1: anchors (&name) and aliases (*name) are not read in scenario files: write the value out")]
    [InlineData("a: 1\nb: *x\n", "2: anchors (&name) and aliases (*name) are not read in scenario files: write the value out")]
    [InlineData("name: !!str x\n", "1: tags (!name) are not read in scenario files: leave the tag out")]
    [InlineData("name: a\n---\nname: b\n", "3: holds more than one YAML document (---); one file is one document")]
    [InlineData("[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]", "1: is nested deeper than 16 levels")]
    [InlineData("clients: { count: 3\nload: }\n", "1: is not YAML: the text from here on cannot be read")]
    public void What_is_no_scenario_at_all_gets_one_message(string text, string error) =>
        Assert.Equal([$"f.yaml:{error}"], ScenarioFile.Parse(text, "f.yaml").Errors);

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_file()
    {
        string text = Edit(("false_alarms", "false_alrms"), ("count: 100", "count: -5"), ("over: 8s", "ovre: 8s"), ("5/s", "5"), ("for: 12s", "for: 12 seconds"));

        Assert.Equal(
            [
                "f.yaml:4: clients.count must be at least 1, but is -5",
                "f.yaml:7: topics.updates must be a rate such as 5/s or 300/min, but is \"5\", which has no unit",
                "f.yaml:9: load[0].ovre is not known; did you mean \"over\"?",
                "f.yaml:12: faults[0].for must be a duration such as 12s or 250ms, but is \"12 seconds\" (units are ms, s, m and h)",
                "f.yaml:15: assertions[1] has the unknown metric \"false_alrms\"; did you mean \"false_alarms\"?",
            ],
            ScenarioFile.Parse(text, "f.yaml").Errors);
    }

    [Fact]
    public void An_unreadable_fault_does_not_shift_the_index_of_the_next()
    {
        string text = Edit(("  - silent-drop", "  - earthquake: { at: 1s }\n  - silent-drop"), ("for: 12s", "for: 90s"));

        Assert.Equal(
            [
                "f.yaml:12: faults[0].earthquake is not known; known are latency, silent-drop, one-way-drop, half-open, partition, flapping, reset, refuse, idle-cutoff, data-limit, bandwidth, slicing, slow-close, zombie, lost-pushes, busy, node-crash, restart, auth-refused and suspend",
                "f.yaml:13: faults[1].for must end before the load does at 42s, but ends at 102s (at 12s + for 90s)",
            ],
            ScenarioFile.Parse(text, "f.yaml").Errors);
    }

    [Fact]
    public void An_assertion_that_a_misspelt_fault_would_have_served_is_not_blamed()
    {
        string text = Edit(("silent-drop: { at: 12s, for: 12s, share: 30% }", "hlf-open: { at: 12s, share: 30%, gone: client }"), ("detection.undetected == 0", "presence.stale.max <= 6s"));

        Assert.Equal(["f.yaml:12: faults[0].hlf-open is not known; did you mean \"half-open\"?"], ScenarioFile.Parse(text, "f.yaml").Errors);
    }

    [Theory]
    [InlineData("updates: 5/s", "updates: 300/s", "7: topics push to each client 15 times a second, but its heartbeat waits for 1s of silence: it is never sent")]
    [InlineData("over: 8s", "over: 8s, to: 50", "8: load never reaches the 100 clients of clients.count: at most 50 run")]
    [InlineData("misses: 3", "misses: 1", "5: clients.heartbeat.misses is 1: the first heartbeat goes out after one interval of silence and closes the connection with it, healthy or not")]
    [InlineData("false_alarms == 0", "recovery.unrecovered == 0", "15: assertions[1] recovery.unrecovered has too little room: the policy may need 12.25s after 40s to recover from faults[0], but load and drain end at 44s", "at: 12s", "at: 28s")]
    [InlineData("detection.undetected", "updates.lost", "7: target.presence_threshold is 1s, but heartbeats come every 1s: healthy clients count as offline", "topics:", "target: { presence_threshold: 1s }\ntopics:", "silent-drop: { at: 12s, for: 12s, share: 30% }", "half-open: { at: 12s, share: 30%, gone: client }")]
    public void What_is_probably_not_meant_is_a_warning(string replace, string with, string warning, params string[] more)
    {
        string text = Edit([(replace, with), .. more.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        LoadResult result = ScenarioFile.Parse(text, "f.yaml");

        Assert.Empty(result.Errors);
        Assert.Equal([$"f.yaml:{warning}"], result.Warnings);
        Assert.Single(result.Scenarios);
    }

    private static string Edit(params (string Replace, string With)[] edits)
    {
        string text = BrokenScenarios.Sound;
        foreach ((string replace, string with) in edits)
        {
            int at = text.IndexOf(replace, StringComparison.Ordinal);
            Assert.True(at >= 0, $"the sound scenario has no {replace}");
            text = text[..at] + with + text[(at + replace.Length)..];
        }

        return text;
    }
}
