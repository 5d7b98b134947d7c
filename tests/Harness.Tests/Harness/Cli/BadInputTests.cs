namespace Harness.Tests.Cli;

/// <summary>Input that cannot be run: exit code 2, one clear message, nothing started, no report folder.</summary>
[Collection("commands")]
public sealed class BadInputTests
{
    [Theory]
    [InlineData("count: 60", "cuont: 60", "clients.cuont is not known; did you mean \"count\"?")]
    [InlineData("at: 3s", "at: 3 parsecs", "faults[0].at must be a duration such as 12s or 250ms, but is \"3 parsecs\" (units are ms, s, m and h)")]
    [InlineData("count: 60", "count: -60", "clients.count must be at least 1, but is -60")]
    [InlineData("at: 3s", "at: 30s", "faults[0].at must be before the load ends at 12s, but is 30s")]
    [InlineData("false_alarms == 0", "false_alarm == 0", "assertions[2] has the unknown metric \"false_alarm\"; did you mean \"false_alarms\"?")]
    public async Task A_scenario_that_cannot_be_run(string part, string otherwise, string message)
    {
        using var place = new Workplace();

        await RefusedAsync(place, message, "run", place.With(part, otherwise));
    }

    [Theory]
    [InlineData("this: is: no: [yaml", "is not YAML")]
    [InlineData("hello", "is not a scenario")]
    [InlineData("", "is empty")]
    public async Task A_file_that_is_no_scenario(string text, string message)
    {
        using var place = new Workplace();

        await RefusedAsync(place, message, "run", place.Write("other.yaml", text));
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_one_that_was_meant()
    {
        using var place = new Workplace();

        await RefusedAsync(place, "does not exist; did you mean \"small.yaml\"?", "run", place.In("smal.yaml"));
    }

    [Fact]
    public async Task A_folder_without_scenarios()
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place.In("empty"));

        await RefusedAsync(place, "has no scenarios: no *.yaml or *.yml file", "run", place.In("empty"));
    }

    [Fact]
    public async Task Two_scenarios_of_one_name()
    {
        using var place = new Workplace();
        string other = place.Write("other.yaml", await File.ReadAllTextAsync(place.Scenario, TestContext.Current.CancellationToken));

        await RefusedAsync(place, "name \"small\" is also the name of the scenario in", "run", place.Scenario, other);
    }

    [Theory]
    [InlineData("--target", "", "must be a URL such as ws://host:port/path, but is ''")]
    [InlineData("--target", "localhost:9000", "must be a URL such as ws://host:port/path, but is 'localhost:9000'")]
    [InlineData("--target", "http://127.0.0.1:9000", "must begin with ws:// or wss://, but is 'http://127.0.0.1:9000'")]
    [InlineData("--target", "ws://", "must be a URL such as ws://host:port/path, but is 'ws://'")]
    [InlineData("--target", "ws://host:99999/", "must be a URL such as ws://host:port/path")]
    [InlineData("--target", "ws://host:0/", "must be a URL such as ws://host:port/path")]
    [InlineData("--target", "ws://me:word@127.0.0.1:9000/", "must be a URL without user name and fragment")]
    [InlineData("--poll", "http://127.0.0.1:9000", "--poll goes with --target")]
    [InlineData("--protocol", "nothing.yaml", "nothing.yaml: does not exist")]
    [InlineData("--fault-backend", "iptables", "--fault-backend must be toxiproxy or kernel, but is 'iptables'")]
    [InlineData("--toxiproxy", "", "must be a URL such as http://host:port/, but is ''")]
    [InlineData("--toxiproxy", "127.0.0.1:8474", "must be a URL such as http://host:port/")]
    [InlineData("--toxiproxy", "ws://127.0.0.1:8474", "must begin with http://, but is")]
    [InlineData("--toxiproxy", "http://127.0.0.1:8474/?a=b", "must be a base URL without a query")]
    [InlineData("--clients", "0", "--clients must be a whole number from 1 to 1,000,000, but is '0'")]
    [InlineData("--clients", "-5", "--clients must be a whole number from 1 to 1,000,000, but is '-5'")]
    [InlineData("--clients", "x", "--clients must be a whole number from 1 to 1,000,000, but is 'x'")]
    [InlineData("--time-scale", "0", "--time-scale must be a number over 0 and up to 100, such as 0.1, but is '0'")]
    [InlineData("--time-scale", "-1", "--time-scale must be a number over 0 and up to 100, such as 0.1, but is '-1'")]
    [InlineData("--time-scale", "abc", "--time-scale must be a number over 0 and up to 100, such as 0.1, but is 'abc'")]
    [InlineData("--time-scale", "0.1", "small.yaml, with --time-scale applied: clients.heartbeat.interval must be at least 100ms, but is 50ms")]
    [InlineData("--only", "nothing", "--only 'nothing' names no scenario. There are: small.")]
    [InlineData("--clients", "1000000", "this machine can do about")]
    [InlineData("--seed", "x", "--seed must be a whole number of at least 0, but is 'x'")]
    public async Task An_option_that_cannot_be(string option, string value, string message)
    {
        using var place = new Workplace();

        await RefusedAsync(place, message, "run", place.Scenario, option, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("ws://127.0.0.1:9000/")]
    public async Task A_poll_url_that_is_none(string url)
    {
        using var place = new Workplace();

        await RefusedAsync(place, "--poll must be", "run", place.Scenario, "--target", "ws://127.0.0.1:1/", "--poll", url);
    }

    private static async Task RefusedAsync(Workplace place, string message, params string[] arguments)
    {
        Ended ended = await HarnessProgram.RunAsync([.. arguments, "--out", place.Out]);

        Assert.True(ended.Code == 2, ended.ToString());
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
        // The message, and for some a pointer to help.
        string[] lines = ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines is [_] or [_, "See harness run --help."], ended.Errors);
        place.AssertNothingStarted();
    }
}
