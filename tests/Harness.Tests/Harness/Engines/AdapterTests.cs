using System.Collections.Immutable;
using System.Data;
using Harness.Engines;
using Harness.Judging;
using Harness.NBomber;
using Harness.Runs;
using Harness.Scenarios.Files;
using Harness.Tests.Runs.Functional;
using Harness.Toxiproxy;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;
using NBomberScenario = NBomber.CSharp.Scenario;
using NBomberSimulation = NBomber.CSharp.Simulation;
using Scenario = Harness.Scenarios.Scenario;

namespace Harness.Tests.Engines;

/// <summary>The adapter for NBomber on its stand-in: real sockets, a real fault, one run and two reports.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class AdapterTests(AdapterTests.HostedRuns runs) : IClassFixture<AdapterTests.HostedRuns>
{
    private const string Clients =
        "preset: heartbeat-rounds, heartbeat: { interval: 400ms, misses: 3 }, reconnect: { delay: 200ms, max_delay: 200ms, attempt_timeout: 600ms }, fallback: { on_loss: 0s, every: 500ms, timeout: 500ms }";

    private const string Drop = "silent-drop: { at: 4s, for: 2s, share: 30%, path: websocket }";

    private static readonly Scenario[] _scenarios =
    [
        Load($$"""
            name: both
            clients: { count: 30, {{Clients}} }
            load: [ramp: { over: 2s }, hold: { for: 7s }]
            drain: 500ms
            faults: [{{Drop}}]
            assertions: [detection.within_bound, detection.undetected == 0, recovery.within_bound, false_alarms == 0, clients.not_started == 0, clients.started_late == 0]
            """),
        Load($$"""
            name: deaf
            clients: { count: 20, {{Clients}}, flaws: [never-declares] }
            load: [keep: { for: 8s }]
            drain: 500ms
            faults: [{{Drop}}]
            assertions: [detection.undetected == 0]
            """),
        Load($$"""
            name: beside
            clients: { count: 20, {{Clients}} }
            load: [keep: { for: 6s }]
            drain: 500ms
            faults: [silent-drop: { at: 1500ms, for: 2s, share: 30%, path: websocket }]
            assertions: [detection.undetected == 0, clients.not_started == 0]
            """),
        Sessions("lifetimes", "keep: { for: 6s, clients: 10 }", "2s"),
        Sessions("open", "arrivals: { rate: 8/s, for: 6s }", "1s"),
        Sessions("drawn", "poisson-arrivals: { rate: 8/s, for: 6s }", "1s"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_reports_come_out_of_one_run_with_the_same_numbers()
    {
        Hosted run = await runs.OfAsync("both");

        ScenarioResult result = run.Result;
        Assert.True(result.Assertions.All(assertion => assertion.Passed), new RecordedRun(run.Outcome).Story);
        Assert.True(File.Exists(Path.Combine(run.Outcome.Folder, "index.html")));

        // One iteration is one client session, and every heartbeat that was answered one step.
        ScenarioStats clients = run.Stats.GetScenarioStats("both");
        Assert.Equal(30, clients.Ok.Request.Count);
        Assert.Equal(30, clients.GetStepStats(HostedSteps.Connect).Ok.Request.Count);
        LatencyResult heartbeats = Assert.Single(result.Latencies, latency => latency.Name == "heartbeat.rtt");
        MeasurementStats steps = clients.GetStepStats(HostedSteps.Heartbeat).Ok;
        // At the very end each client may have one on its way.
        Assert.InRange(steps.Request.Count, heartbeats.Count - 30, heartbeats.Count + 30);
        Assert.Equal(heartbeats.P50!.Value * 1000, steps.Latency.Percent50, heartbeats.P50.Value * 1000 / 10);

        // The judge's samples are the steps' latencies.
        FaultResult fault = Assert.Single(result.Faults);
        ScenarioStats judged = run.Stats.GetScenarioStats("both.judged");
        AssertSame(fault.Detection!.Seconds!, judged.GetStepStats(HostedSteps.Detection));
        AssertSame(fault.Fallback!, judged.GetStepStats(HostedSteps.Fallback));
        AssertSame(fault.Recovery!, judged.GetStepStats(HostedSteps.Recovery));
        Assert.Equal(9, fault.Detected);

        // The verdict is in NBomber's report.
        DataSet tables = Assert.Single(run.Stats.PluginStats);
        Assert.Equal(["harness 1: verdict", "harness 2: assertions", "harness 3: faults"], tables.Tables.Cast<DataTable>().Select(table => table.TableName));
        Assert.Equal(result.Assertions.Select(assertion => $"{assertion.Expression}: held, {assertion.Actual}"), tables.Tables[1].Rows.Cast<DataRow>().Select(row => $"{row[0]}: {row[1]}, {row[2]}"));
        Assert.Equal(result.Verdict == Verdict.Passed ? 0 : 4, run.ExitCode);
    }

    [Fact]
    public async Task A_client_that_notices_nothing_fails_in_both_reports()
    {
        Hosted run = await runs.OfAsync("deaf");

        Assert.Equal("6", Assert.Single(run.Result.Assertions).Actual);
        Assert.Equal(6, run.Stats.GetScenarioStats("deaf.judged").GetStepStats(HostedSteps.Detection).Fail.Request.Count);
        DataRow row = Assert.Single(run.Stats.PluginStats[0].Tables[1].Rows.Cast<DataRow>(), row => (string)row[0] == "detection.undetected == 0");
        Assert.Equal(("failed", "6"), ((string)row[1], (string)row[2]));
        Assert.NotEqual(0, run.ExitCode);
    }

    [Fact]
    public async Task The_warm_up_of_a_scenario_beside_does_not_begin_the_load()
    {
        Hosted run = await runs.OfAsync("beside");

        Assert.True(run.Result.Assertions.All(assertion => assertion.Passed), new RecordedRun(run.Outcome).Story);
        Assert.Equal(6, Assert.Single(run.Result.Faults).Detected);
    }

    [Theory]
    [InlineData("lifetimes", 30)] // Ten places, three sessions in each after each other.
    [InlineData("open", 48)]
    [InlineData("drawn", 0)]
    public async Task Sessions_come_and_go_as_planned(string name, int sessions)
    {
        Hosted run = await runs.OfAsync(name);

        Assert.True(run.Result.Assertions.All(assertion => assertion.Passed), new RecordedRun(run.Outcome).Story);
        Assert.Equal(
            sessions == 0 ? RunPlan.Create(_scenarios.Single(scenario => scenario.Name == name), 1).Sessions.Length : sessions,
            Assert.Single(run.Result.Populations).Started);
    }

    [Fact]
    public async Task The_engine_moves_NBombers_reports_into_the_runs_own_folder()
    {
        Scenario scenario = Plain("short", "1s");

        RunOutcome outcome = await new NBomberEngine().RunAsync(new RunnableScenario(scenario), "short", runs.Options with { OutputFolder = Path.Combine(runs.Options.OutputFolder, "engine") }, Token);

        Assert.Null(outcome.Failure);
        Assert.Contains("clients.never_opened == 0", await File.ReadAllTextAsync(Path.Combine(outcome.Folder, "nbomber", "nbomber_report.txt"), Token), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(runs.Options.OutputFolder, "engine")), folder => Path.GetFileName(folder).StartsWith(".nbomber", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_started_is_told_as_without_NBomber()
    {
        Scenario scenario = Plain("nowhere", "1s");

        EnvironmentException e = await Assert.ThrowsAsync<EnvironmentException>(() =>
            new NBomberEngine().RunAsync(new RunnableScenario(scenario), "nowhere", runs.Options with { Toxiproxies = [new Uri("http://127.0.0.1:1")] }, Token));

        Assert.Contains("127.0.0.1:1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Init scenario error", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_it_ends_soon_and_reports_what_happened()
    {
        Scenario scenario = Plain("stopped", "10m");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stop.CancelAfter(TimeSpan.FromSeconds(3));

        RunOutcome outcome = await new NBomberEngine().RunAsync(new RunnableScenario(scenario), "stopped", runs.Options, stop.Token).WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal(Verdict.Incomplete, outcome.Result.Verdict);
    }

    [Fact]
    public async Task A_run_that_dies_ends_NBombers_too()
    {
        Scenario scenario = Plain("dying", "10m", "silent-drop: { at: 500ms, for: 1m, share: 20%, path: websocket }");
        var view = new FaultView();
        await using ToxiproxyServer proxies = await ToxiproxyServer.StartAsync(new ToxiproxyOptions { Port = 0 }, Token);
        Uri api = proxies.ApiUri;
        Task<RunOutcome> run = new NBomberEngine().RunAsync(new RunnableScenario(scenario), "dying", runs.Options with { Toxiproxies = [api], Observers = [view] }, Token);
        await Task.WhenAny(run, view.IsOn.WaitAsync(TimeSpan.FromMinutes(1), Token));

        await proxies.DisposeAsync();

        RunOutcome outcome = await run.WaitAsync(TimeSpan.FromMinutes(1), Token);
        // Who notices first, the fault or the watch, says it in words of its own.
        Assert.Contains(api.Authority, outcome.Failure!.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(Distribution seconds, StepStats step)
    {
        Assert.Equal(seconds.Count, step.Ok.Request.Count + step.Fail.Request.Count);
        Assert.Equal(seconds.Max!.Value * 1000, step.Ok.Latency.MaxMs, 0.01);
        Assert.Equal(seconds.P50!.Value * 1000, step.Ok.Latency.Percent50, 0.01);
    }

    private static Scenario Plain(string name, string length, string fault = "") => Load($$"""
        name: {{name}}
        clients: { count: 10, preset: ping-timeout }
        load: [keep: { for: {{length}} }]
        drain: 200ms
        faults: [{{fault}}]
        assertions: [clients.never_opened == 0]
        """);

    private static Scenario Sessions(string name, string load, string lifetime) => Load($$"""
        name: {{name}}
        clients: { count: 10, preset: ping-timeout, lifetime: { constant: { time: {{lifetime}} } } }
        load: [{{load}}]
        drain: 200ms
        assertions: [clients.not_started == 0, clients.started_late == 0]
        """);

    private static Scenario Load(string text)
    {
        LoadResult loaded = ScenarioFile.Parse(text, "hosted");
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors));
        return loaded.Scenarios[0].Scenario;
    }

    /// <summary>Sees the first fault.</summary>
    private sealed class FaultView : IRunObserver
    {
        private readonly TaskCompletionSource _on = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsOn => _on.Task;

        public void Begins(RunOutset outset)
        {
        }

        public void Shows(RunProgress progress)
        {
            if (progress.FaultsOn.Length > 0)
            {
                _on.TrySetResult();
            }
        }

        public void Judged(ScenarioResult scenario)
        {
        }

        public Task<ImmutableArray<string>> EndsAsync(RunResult result) => Task.FromResult<ImmutableArray<string>>([]);
    }

    /// <summary>A run inside the stand-in, and what both sides say of it.</summary>
    public sealed record Hosted(RunOutcome Outcome, int ExitCode, NodeStats Stats)
    {
        public ScenarioResult Result => Outcome.Result.Scenarios.Single();
    }

    /// <summary>The runs of these tests, all at the same time: they mostly wait.</summary>
    public sealed class HostedRuns : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("harness-hosted-").FullName;
        private readonly Lazy<Dictionary<string, Task<Hosted>>> _runs;

        public HostedRuns() => _runs = new(() => _scenarios.ToDictionary(scenario => scenario.Name, PlayAsync));

        public RunOptions Options => new() { OutputFolder = _folder };

        public Task<Hosted> OfAsync(string name) => _runs.Value[name];

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static ScenarioProps Mine() => NBomberScenario
            .Create("mine", async _ =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                return Response.Ok();
            })
            .WithWarmUpDuration(TimeSpan.FromSeconds(3))
            .WithLoadSimulations(NBomberSimulation.KeepConstant(1, TimeSpan.FromSeconds(3)));

        private async Task<Hosted> PlayAsync(Scenario scenario)
        {
            await using var hosted = new HostedScenario(scenario, Options);
            ScenarioProps[] own = scenario.Name == "beside" ? [Mine()] : [];
            NodeStats stats = await Task.Run(() => NBomberRunner
                .RegisterScenarios([.. own, .. hosted.Scenarios]).WithWorkerPlugins(hosted.Plugin).WithReportFolder(Path.Combine(_folder, $"nbomber-{scenario.Name}")).Run());
            return new Hosted(hosted.Outcome!, hosted.ExitCode, stats);
        }
    }
}
