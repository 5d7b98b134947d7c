using Harness.Clients.Code;
using Harness.Faults.Kinds;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>Session code on real clients, under a silent drop: what it sends waits, what fails is told, what it measures is asserted.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class SessionCodeTests(RunGroups runs)
{
    [Fact]
    public async Task Session_code_sends_expects_fetches_measures_and_fails_in_the_open()
    {
        RecordedRun run = (await runs.SideBySideAsync("session-code", () => [new RunnableScenario(Build())])).Values.Single();
        ScenarioResult result = run.Result;
        SessionResult session = result.Session!;

        // Every client's code began; clients 0 to 9 ended by a time-out each, the next ten had done their work, the others were ended with their clients.
        Assert.True((30, 10, 10) == (session.Began, session.Returned, session.Cancelled), run.Story);
        Assert.Equal((10, 0), (session.Failures.Sum(failure => failure.Times), session.Failures.Min(failure => failure.FirstClient)));
        Assert.All(session.Failures, failure => Assert.Matches(@"^in waiting: a message with 'never sent' did not come within 0\.3 s.* \(SessionCodeTests\.cs:\d+\)$", failure.What));

        // Three of ten cohorts were cut off when all wrote: what they wrote waited for their reconnects, and nothing was lost.
        Assert.DoesNotContain("deferred-send", run.Broken);
        Assert.Equal(["session.failures == 0", "custom.waiting/answer.max <= 10s"], run.Failed);
        Assert.Equal(30, session.Metrics.Single(metric => metric.Name == "deferred").Values.Count);
        Assert.Equal(9, session.Metrics.Single(metric => metric.Name == "deferred").Sum);

        // A measure within which a wait failed is never, and is not dropped.
        CustomMetricResult waited = session.Metrics.Single(metric => metric.Name == "waiting/answer");
        Assert.Equal((10, null), (waited.Values.Count, waited.Values.Min));
        Assert.Equal(30, session.Metrics.Single(metric => metric.Name == "page").Values.Count);

        Assert.Contains("in waiting: a message", result.Assertions.Single(assertion => !assertion.Passed && assertion.Expression.StartsWith("session", StringComparison.Ordinal)).Evidence[0].Why, StringComparison.Ordinal);
        Assert.Equal("in-process", run.Outcome.Result.Environment.Workers);
        Assert.Contains("Session code", await File.ReadAllTextAsync(Path.Combine(run.Outcome.Folder, "index.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(30, RunJson.Read(Path.Combine(run.Outcome.Folder, "run.json")).Scenarios[0].Session!.Began);
    }

    [Fact]
    public async Task Workers_of_other_processes_have_no_code()
    {
        UsageException refused = await Assert.ThrowsAsync<UsageException>(() => HarnessRun.RunAsync([new RunnableScenario(Build())], "far", new RunOptions { Processes = true }, _ => { }, CancellationToken.None));
        Assert.Equal("session-code has code, which lives in this process: run it with Processes = false.", refused.Message);
    }

    private static Scenario Build() => new()
    {
        Name = "session-code",
        Clients = new ClientSettings
        {
            Count = 30,
            Policy = Presets.HeartbeatRounds
                .WithHeartbeat(beat => beat with { Interval = 400.Milliseconds, Misses = 3 })
                .WithReconnect(again => again with { Delay = 200.Milliseconds, MaxDelay = 200.Milliseconds, AttemptTimeout = 600.Milliseconds })
                .WithFallback(polls => polls with { OnLoss = TimeSpan.Zero, Every = 500.Milliseconds, Timeout = 500.Milliseconds }),
            Session = PlayAsync,
        },
        Load = [new RampStage { Over = 500.Milliseconds }, new HoldStage { For = 5500.Milliseconds }],
        Faults = [new SilentDropFault { At = 1500.Milliseconds, For = 1800.Milliseconds, Share = 0.3 }],
        Assertions = ["session.failures == 0", "custom.page.max <= 10s", "custom.deferred.count == 30", "custom.waiting/answer.max <= 10s"],
    };

    private static async Task PlayAsync(CodeSession session, CancellationToken ct)
    {
        using (session.Measure("page"))
        {
            FetchedPage page = await session.FetchAsync("topics/t1", 10.Seconds);
            Assert.Contains("version", page.Body, StringComparison.Ordinal);
        }

        await session.SendAsync("""{"command":"subscribe","topics":["t3"]}""");
        await session.ExpectAsync(text => text.Contains("\"t3\"", StringComparison.Ordinal), 10.Seconds, "its subscription");

        // Past the declaration of those that the drop has hit, before the removal.
        while (session.IsOpen && session.Cohort == Cut(session))
        {
            await session.PauseAsync(50.Milliseconds);
        }

        bool wasOpen = session.IsOpen;
        await session.SendAsync("""{"command":"note"}""");
        session.Metric("deferred").Add(wasOpen ? 0 : 1);
        switch (session.Client / 10)
        {
            case 0:
                using (session.Label("waiting"))
                using (session.Measure("answer"))
                {
                    await session.ExpectAsync("never sent", 300.Milliseconds);
                }

                break;
            case 1:
                break;
            default:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                break;
        }
    }

    /// <summary>The session's own cohort, where the plan of this seed has the drop hit it.</summary>
    private static int Cut(CodeSession session) => RunPlan.Create(Build(), RunGroups.Seed).FaultCohorts[0].Contains(session.Cohort) ? session.Cohort : -1;
}
