using Harness.Scenarios.Files.Schema;

namespace Harness.Tests.Cli;

/// <summary>What a newcomer begins with: <c>init</c>, <c>check</c>, <c>schema</c>, <c>profiles</c>.</summary>
[Collection("commands")]
public sealed class AuthoringTests
{
    [Fact]
    public async Task What_init_writes_passes_check_and_runs()
    {
        using var place = new Workplace();
        string folder = place.In("new/repository");

        Ended init = await HarnessProgram.RunAsync("init", folder);
        Assert.True(init.Code == 0, init.ToString());
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
        Assert.Equal([".github/workflows/harness.yml", "scenarios/first.yaml", "scenarios/harness.schema.json"], files);
        Assert.Contains("harness run scenarios/first.yaml\n", init.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("__", File.ReadAllText(Path.Combine(folder, files[0])) + File.ReadAllText(Path.Combine(folder, files[1])), StringComparison.Ordinal);

        Ended check = await HarnessProgram.RunAsync("check", folder);
        Assert.True(check.Code == 0, check.ToString());
        Assert.Empty(check.Errors);
        Assert.Contains("first, 100 clients (heartbeat-rounds), 20 s; silent-drop at 4s for 6s on 20%; 6 assertions", check.Output, StringComparison.Ordinal);

        Ended run = await HarnessProgram.RunAsync("run", Path.Combine(folder, "scenarios", "first.yaml"), "--time-scale", "0.5", "--out", place.Out);
        // A machine that stalls may make it invalid, never failed.
        Assert.True(run.Code is 0 or 4, run.ToString());
    }

    [Fact]
    public async Task Init_replaces_nothing()
    {
        using var place = new Workplace();
        string schema = place.Write("scenarios/harness.schema.json", "mine");
        string scenario = place.Write("scenarios/mine.yaml", "mine");

        Ended refused = await HarnessProgram.RunAsync("init", place.In("."), "--name", "mine");
        Assert.Equal(2, refused.Code);
        Assert.Contains("mine.yaml is there already; nothing was written", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.In(".github")));

        Ended other = await HarnessProgram.RunAsync("init", place.In("."), "--name", "other", "--target", "ws://staging:8080/socket");
        Assert.True(other.Code == 0, other.ToString());
        Assert.Equal(["mine", "mine"], [File.ReadAllText(schema), File.ReadAllText(scenario)]);
        Assert.Contains("harness.schema.json, which is there already", other.Output, StringComparison.Ordinal);
        Assert.Contains("--target ws://staging:8080/socket --allow-unmeasured", File.ReadAllText(place.In(".github/workflows/harness.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_with_what_a_shell_reads_is_quoted()
    {
        using var place = new Workplace();

        Ended ended = await HarnessProgram.RunAsync("init", place.In("."), "--target", "ws://h/s?x=1&y='$(id)");

        Assert.True(ended.Code == 0, ended.ToString());
        const string quoted = """ --target 'ws://h/s?x=1&y='\''$(id)' --allow-unmeasured""";
        Assert.Contains(quoted, ended.Output, StringComparison.Ordinal);
        Assert.Contains($"--out reports{quoted} || code", File.ReadAllText(place.In(".github/workflows/harness.yml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name must be 1 to 64 letters", "init", "x", "--name", "a b")]
    [InlineData("--target must be a URL", "init", "x", "--target", "staging")]
    [InlineData("harness init needs a folder to write to, such as harness init .", "init")]
    [InlineData("harness check needs files or folders, or --profile NAME.", "check")]
    [InlineData("There is no profile \"nigthly\"; did you mean \"nightly\"?", "run", "--profile", "nigthly")]
    [InlineData("There is no profile \"quick\"; known are nightly, slow, smoke, soak, standard and transports", "check", "--profile", "quick")]
    [InlineData("--profile smoke is run in place of files: give one or the other.", "run", "a.yaml", "--profile", "smoke")]
    [InlineData("with clients of the profile and --time-scale applied: clients.heartbeat.interval must be at least 100ms, but is 50ms", "check", "--profile", "smoke", "--time-scale", "0.05")]
    [InlineData("with --clients and time_scale of the profile applied: cohorts must be at most the number of clients, 5, but is 10", "check", "--profile", "smoke", "--clients", "5")]
    [InlineData("--toxiproxy-listen must be host:port-port, such as 127.0.0.1:21000-21019, but is '21000'.", "run", "--toxiproxy", "http://127.0.0.1:1", "--toxiproxy-listen", "21000")]
    [InlineData("--toxiproxy-listen must be host:port-port", "run", "--toxiproxy", "http://127.0.0.1:1", "--toxiproxy-listen", "here:300-200")]
    [InlineData("--toxiproxy-listen goes with --toxiproxy, one for each: there are 1 and 0.", "run", "--toxiproxy-listen", "127.0.0.1:21000-21019")]
    [InlineData("--upstream-as must be host:port, such as target:9000, but is 'target'.", "run", "--upstream-as", "target")]
    [InlineData("--upstream-as goes with --target and --toxiproxy", "run", "--upstream-as", "target:9000")]
    public async Task What_cannot_be_is_refused(string message, params string[] words)
    {
        Ended ended = await HarnessProgram.RunAsync(words);

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Empty(ended.Output);
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_shows_every_error_of_every_file_and_counts_what_is_too_many()
    {
        using var place = new Workplace();
        string few = place.With("count: 60", "cuont: 60");
        string many = place.Write("many.yaml", string.Concat(Enumerable.Range(0, 300).Select(i => $"key{i}: 1\n")));

        Ended ended = await HarnessProgram.RunAsync("check", few, many);

        Assert.Equal(2, ended.Code);
        string[] lines = ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(101, lines.Length);
        Assert.Contains("clients.cuont is not known; did you mean \"count\"?", lines[0], StringComparison.Ordinal);
        Assert.Equal("and 204 more errors", lines[^1]);
    }

    [Fact]
    public async Task Schema_is_printed_or_written()
    {
        using var place = new Workplace();

        Ended printed = await HarnessProgram.RunAsync("schema");
        Ended written = await HarnessProgram.RunAsync("schema", "--out", place.In("new/s.json"));

        Assert.Equal(ScenarioSchema.Text(), printed.Output);
        Assert.True(written.Code == 0, written.ToString());
        Assert.Equal(ScenarioSchema.Text(), File.ReadAllText(place.In("new/s.json")));
        Assert.Single(Directory.EnumerateFiles(place.In("new")));
    }

    [Fact]
    public async Task Profiles_are_those_that_ship_and_check_takes_their_pace()
    {
        Ended profiles = await HarnessProgram.RunAsync("profiles");
        Ended check = await HarnessProgram.RunAsync("check", "--profile", "smoke");

        Assert.All(["nightly", "slow", "smoke", "soak", "standard", "transports"], name => Assert.Contains($"  {name} ", profiles.Output, StringComparison.Ordinal));
        Assert.True(check.Code == 0, check.ToString());
        Assert.Contains("silent-drop at 1.08s for 1.44s on 30%", check.Output, StringComparison.Ordinal);
    }
}
