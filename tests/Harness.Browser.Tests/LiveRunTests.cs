using System.Text.RegularExpressions;
using Harness.Dashboard;
using Harness.Runs;
using Harness.Scenarios.Files;

namespace Harness.Browser.Tests;

/// <summary>A real run of a few seconds, watched from its first second to its verdict.</summary>
public sealed class LiveRunTests(Chromium chromium)
{
    private const string Scenario = """
        name: watched
        clients:
          preset: heartbeat-rounds
          count: 60
          heartbeat: { interval: 400ms, misses: 3 }
          reconnect: { delay: 200ms, max_delay: 200ms, attempt_timeout: 600ms }
          fallback: { on_loss: 0s, every: 500ms, timeout: 500ms }
        load:
          - ramp: { over: 500ms }
          - hold: { for: 13s }
        drain: 500ms
        faults:
          - silent-drop: { at: 4s, for: 5s, share: 30% }
        assertions:
          - detection.undetected == 0
          - false_alarms == 0
        """;

    [Fact]
    public async Task A_live_dashboard_goes_from_start_to_verdict()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string output = Directory.CreateTempSubdirectory("harness-live-").FullName;
        try
        {
            // The browser first: on a busy machine it takes as long to start as the run lasts.
            await using OpenPage warm = await chromium.OpenAsync("<p>warm</p>");
            await using var dashboard = new RunDashboard(TimeProvider.System);
            await using LiveServer server = await LiveServer.StartAsync([ListenAddress.Loopback(0)], new LiveContent(dashboard, null), TimeProvider.System, cancellation);
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<RunOutcome> run = HarnessRun.RunAsync(
                [new RunnableScenario(ScenarioFile.Parse(Scenario, "watched.yaml").Scenarios[0].Scenario, Scenario)], "watched",
                new RunOptions { Processes = false, OutputFolder = output, Observers = [dashboard] }, _ => begun.TrySetResult(), CancellationToken.None);
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
            await using OpenPage open = await chromium.VisitAsync(server.Urls[0]);
            IPage page = open.Page;

            await Expect(page.Locator("h1")).ToContainTextAsync("RUNNING");
            await Expect(page.Locator(".live-mark")).ToHaveTextAsync("Live");
            await Expect(page.Locator(".why")).ToContainTextAsync("silent-drop is on", new() { Timeout = 30_000 });
            await Expect(page.Locator(".live-faults .result")).ToContainTextAsync("on");
            await Expect(page.Locator("table.assertions caption")).ToContainTextAsync("Judged at the end");
            await Expect(page.Locator(".live-faults .result")).ToContainTextAsync("removed", new() { Timeout = 30_000 });
            Assert.NotEqual(0, await page.Locator("#s0-timeline").CountAsync());

            RunOutcome outcome = await run;
            await dashboard.ShowReportAsync(outcome.Result, Path.Combine(outcome.Folder, "index.html"));

            // The machine may be too busy for a verdict on the clients; the page says whatever it is.
            await Expect(page.Locator("h1")).ToContainTextAsync(outcome.Result.Verdict.ToString().ToUpperInvariant());
            await Expect(page).ToHaveTitleAsync(new Regex($"^{outcome.Result.Verdict.ToString().ToLowerInvariant()}: watched"));
            await Expect(page.Locator(".kept code")).ToHaveTextAsync(Path.Combine(outcome.Folder, "index.html"));
            await Expect(page.Locator("article.fault-card")).ToHaveCountAsync(1);
            await Expect(page.Locator(".live-mark")).ToHaveCountAsync(0);
            Assert.Empty(open.Complaints);
            Assert.All(open.Requests, url => Assert.StartsWith(server.Urls[0].ToString(), url, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }
}
