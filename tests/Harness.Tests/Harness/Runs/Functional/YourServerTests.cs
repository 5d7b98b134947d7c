using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Tests.Cli;
using Harness.Tests.Peers;
using Harness.Tests.Scenarios;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>Somebody else's server, in node, with messages of its own that only a scenario's protocol explains.</summary>
[Collection(RunsCollection.Name)]
public sealed partial class YourServerTests(RunGroups runs)
{
    private const double Scale = 0.4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_standard_profile_through_the_embedded_proxy() => AskAsync("embedded");

    [Fact]
    public Task The_standard_profile_through_a_proxy_that_was_started_by_hand() => AskAsync("by hand");

    [Theory]
    [InlineData("no-heartbeats")]
    [InlineData("polls-fail")]
    [InlineData("forgets")]
    public Task A_server_that_goes_wrong_under_way_fails_the_run(string defect) => AskAsync(defect);

    private Task AskAsync(string one) => runs.AskAsync(nameof(YourServerTests), one, () => new SideBySide<string>(
        each => each switch
        {
            "embedded" => EmbeddedAsync(),
            "by hand" => ByHandAsync(),
            // Pushes are answers too: seldom enough that they do not stand in for replies.
            "no-heartbeats" => GoWrongAsync(each, FalseAlarms, "4"),
            "polls-fail" => GoWrongAsync(each, FallbackTime, "40"),
            _ => GoWrongAsync(each, Lost, "40"),
        },
        "embedded", "by hand", "no-heartbeats", "polls-fail", "forgets"));

    private async Task EmbeddedAsync()
    {
        await using YourServer server = await YourServer.StartAsync();
        var announced = new List<string>();

        RecordedRun[] done = await PlayAsync(Standard(), new RunOptions { Target = server.Socket, Announce = line => { lock (announced) { announced.Add(line); } } });

        Assert.All(done, run => Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story));
        Assert.All(announced, line => Assert.Equal("Not measured on this target: updates.delay, staleness, presence.stale, presence.offline.", line));
        Assert.Equal(3, announced.Count);
        Assert.All(done, run => Assert.Contains(announced[0], run.Result.Notes));
        RecordedRun drop = done.Single(run => run.Result.Name == "silent-drop");
        Assert.Equal(18, drop.Result.Faults[0].Detected);
        Assert.Contains("This target does not tell what it publishes: updates and recoveries are judged by the versions that some client saw.", drop.Result.Notes);
        Fact[] facts = [.. JournalFile.Read(Path.Combine(drop.Outcome.Folder, "journal.bin")).Facts];
        Assert.DoesNotContain(facts, fact => fact.Kind == FactKind.Published);
        Assert.Contains(facts, fact => fact.Kind == FactKind.PushSeen && fact.C > 1);
        Assert.Contains(facts, fact => fact.Kind == FactKind.VersionHeld && fact.B == (int)FetchReason.Push);
        Assert.Contains(facts, fact => fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered && fact.B == (int)FetchReason.PollLoss);
    }

    private async Task ByHandAsync()
    {
        await using YourServer server = await YourServer.StartAsync();
        await using Cli.HarnessProgram proxy = Cli.HarnessProgram.Start("proxy", "--port", "0");
        await proxy.SaysAsync("(Ctrl-C ends it)");
        var api = new Uri(HttpUrl().Match(proxy.Output).Value);

        RecordedRun[] done = await PlayAsync(Standard(), new RunOptions { Target = server.Socket, Toxiproxies = [api] });

        Assert.All(done, run => Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story));
    }

    private async Task GoWrongAsync(string defect, string broken, string rate)
    {
        await using YourServer server = await YourServer.StartAsync("--rate", rate);
        RunnableScenario scenario = Spoken(Short("defect", FalseAlarms, FallbackTime, Lost));
        scenario = scenario with { Scenario = scenario.Scenario with { Topics = scenario.Scenario.Topics with { Count = 9 } } };
        int switched = 0;
        Task switching = Task.CompletedTask;

        RunOutcome outcome = await runs.RunAsync([scenario], new RunOptions { Target = server.Socket }, progress =>
        {
            // From the first client on, which is before the fault.
            if (progress.Phase == "ramp" && Interlocked.Exchange(ref switched, 1) == 0)
            {
                switching = server.SwitchAsync(defect);
            }
        }, Token);
        await switching;

        RecordedRun run = new(outcome);
        Assert.True(run.Failed.Contains(broken), run.Story);
    }

    /// <summary>What is told before anything starts takes as long as the patience with the server.</summary>
    private static readonly (string Server, string Right, string Wrong, string[] Told)[] _refused =
    [
        ("no-heartbeats", "", "", ["it did not answer the heartbeat {\"t\":\"hb\"", "protocol.heartbeat.send has to be what it answers"]),
        ("polls-fail", "", "", ["/v2/state?channel=news-0 was answered with 500, and protocol.poll.answered has only 200. First bytes: {\"error\":\"the database is away\"}", "harness probe"]),
        ("sound", "$.t: hb_ack", "$.t: hb_reply", ["protocol.heartbeat.reply fits nothing of what came after the heartbeat {\"t\":\"hb\",", "{\"t\":\"hb_ack\","]),
        ("sound", "$.op: subbed", "$.op: ok", ["protocol.subscribe.confirmed fits nothing of what came after the subscription {\"op\":\"sub\",\"d\":{\"ch\":[\"news-0\"]}}: {\"op\":\"subbed\","]),
        ("sound", "version: $.state.seq", "version: $.state.body", ["protocol.poll.version finds \"story ", "which is no whole number and no instant"]),
        ("sound", "version: $.state.seq", "version: $.seq", ["protocol.poll.version finds nothing in the answer to GET ", "{\"state\":{\"seq\":"]),
    ];

    public static TheoryData<string> Defects => [.. _refused.Where(row => row.Wrong.Length == 0).Select(row => row.Server)];

    public static TheoryData<string> Wrong => [.. _refused.Where(row => row.Wrong.Length > 0).Select(row => row.Wrong)];

    [Theory]
    [MemberData(nameof(Defects))]
    public Task A_server_that_does_not_do_what_it_must_is_told_before_anything_starts(string defect) => RefusedAsync(defect);

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task A_protocol_that_is_wrong_is_told_with_what_came_and_the_key_to_mend(string wrong) => RefusedAsync(wrong);

    private Task RefusedAsync(string one) => runs.AskAsync("refused servers", one, () => new SideBySide<string>(
        each =>
        {
            (string server, string right, string wrong, string[] told) = _refused.Single(row => row.Server == each || row.Wrong == each);
            return wrong.Length == 0 ? TellDefectAsync(server, told) : TellWrongAsync(right, wrong, told);
        },
        [.. _refused.Select(row => row.Wrong.Length == 0 ? row.Server : row.Wrong)]));

    private async Task TellDefectAsync(string defect, string[] told)
    {
        await using YourServer server = await YourServer.StartAsync("--defect", defect);

        EnvironmentException e = await Assert.ThrowsAsync<EnvironmentException>(() => runs.RunAsync([Spoken(Short("defect", FalseAlarms))], new RunOptions { Target = server.Socket }, _ => { }, Token));

        Assert.All(told, text => Assert.Contains(text, e.Message, StringComparison.Ordinal));
    }

    private async Task TellWrongAsync(string right, string wrong, string[] told)
    {
        await using YourServer server = await YourServer.StartAsync();
        RunnableScenario scenario = Parsed((await File.ReadAllTextAsync(YourServer.Scenario, Token)).Replace(right, wrong, StringComparison.Ordinal));

        UsageException e = await Assert.ThrowsAsync<UsageException>(() => runs.RunAsync([scenario], new RunOptions { Target = server.Socket }, _ => { }, Token));

        Assert.All(told, text => Assert.Contains(text, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_assertion_on_what_is_not_measured_is_refused_with_the_remedy()
    {
        await using YourServer server = await YourServer.StartAsync();
        RunnableScenario mute = Spoken(Short("mute", "heartbeat.rtt.max <= 1s", "staleness.max <= 9s", FalseAlarms));
        mute = mute with { Scenario = mute.Scenario with { Protocol = mute.Scenario.Protocol! with { HeartbeatReply = [] } } };

        UsageException e = await Assert.ThrowsAsync<UsageException>(() => runs.RunAsync([mute], new RunOptions { Target = server.Socket }, _ => { }, Token));

        Assert.Contains("mute: heartbeat.rtt.max <= 1s", e.Message, StringComparison.Ordinal);
        Assert.Contains("heartbeat.rtt needs protocol.heartbeat.reply", e.Message, StringComparison.Ordinal);
        Assert.Contains("staleness and updates.delay need a target that tells when it publishes", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FalseAlarms, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protocol_without_its_server_is_refused()
    {
        RunnableScenario scenario = Parsed(await File.ReadAllTextAsync(YourServer.Scenario, Token));

        UsageException e = await Assert.ThrowsAsync<UsageException>(() => runs.RunAsync([scenario], new RunOptions(), _ => { }, Token));

        Assert.Equal("my-server: protocol says what somebody else's server speaks; give that server with --target ws://….", e.Message);
    }

    /// <summary>Each in a run of its own, all at the same time.</summary>
    private async Task<RecordedRun[]> PlayAsync(IEnumerable<RunnableScenario> scenarios, RunOptions options) =>
        [.. (await Task.WhenAll(scenarios.Select(scenario => runs.RunAsync([scenario], options, _ => { }, Token)))).Select(outcome => new RecordedRun(outcome))];

    private static RunnableScenario[] Standard() =>
    [
        .. ScenarioFile.Load([Path.Combine(ShippedScenarios.Folder, "profiles", "standard.yaml")]).Scenarios
            .Select(loaded => loaded.Scenario.WithClients(60).Scale(Scale))
            // Scaled to 100 ms, the round trip of the control group says more about the machine that runs the tests than about the server.
            .Select(scenario => Spoken(new RunnableScenario(scenario with { Assertions = scenario.Assertions.RemoveAll(assertion => assertion is { Metric.Name: "heartbeat.rtt", Stat: global::Harness.Metrics.Stat.P99 }) }))),
    ];

    private static RunnableScenario Spoken(RunnableScenario runnable)
    {
        Assert.Empty(ProtocolFile.Read(YourServer.Scenario, out var protocol));
        return runnable with { Scenario = runnable.Scenario with { Protocol = protocol } };
    }

    private static RunnableScenario Parsed(string text)
    {
        LoadResult loaded = ScenarioFile.Parse(text, "my-server.yaml");
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors));
        return new RunnableScenario(loaded.Scenarios[0].Scenario, text);
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"http://[\d.]+:\d+/?")]
    private static partial System.Text.RegularExpressions.Regex HttpUrl();
}
