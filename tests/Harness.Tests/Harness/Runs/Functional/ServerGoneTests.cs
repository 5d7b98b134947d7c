using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using Harness.Toxiproxy;

namespace Harness.Tests.Runs.Functional;

/// <summary>Half-open with the server gone, while others connect: on the embedded proxies nobody else is hit, on stock ones until every client has sent a byte.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class ServerGoneTests(RunGroups runs)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_connects_right_after_it_and_before_any_heartbeat_is_left_alone()
    {
        RecordedRun run = new(await runs.RunAsync([Scenario("joining", "over: 4s")], new RunOptions(), _ => { }, Token));

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        FaultResult fault = run.Result.Faults.Single();
        Assert.InRange(fault.Affected, 5, 15);
        Assert.Equal(fault.Affected, fault.Detected);
        Assert.DoesNotContain(Facts(run), fact => fact.Kind == FactKind.AttemptFailed);
        // Their own onset is their first byte all the same.
        Assert.Equal(fault.Affected, Facts(run).Count(fact => fact.Kind == FactKind.FirstByteAfterArming));
    }

    [Fact]
    public async Task A_stock_server_makes_it_of_what_it_has()
    {
        await using ToxiproxyServer behind = await ToxiproxyServer.StartAsync(new ToxiproxyOptions { Port = 0 }, Token);
        await using var stock = new StockLikeServer(behind.ApiUri);
        RecordedRun run = new(await runs.RunAsync(
            [Scenario("stock", "over: 500ms")], new RunOptions { Toxiproxies = [stock.Api] }, _ => { }, Token));

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        FaultResult fault = run.Result.Faults.Single();
        Assert.Equal((20, 20), (fault.Affected, fault.Detected));
        Assert.Equal(20, Facts(run).Count(fact => fact.Kind == FactKind.FirstByteAfterArming));
    }

    // Nobody hears a push, so a heartbeat goes out every 1.5 s: with stock toxics whoever connects in the 1.5 s after the onset is cut.
    private static RunnableScenario Scenario(string name, string ramp) => RunScenarios.Parse(name, $$"""
            name: {{name}}
            clients:
              preset: heartbeat-rounds
              count: 40
              heartbeat: { interval: 1500ms, misses: 2 }
              reconnect: { delay: 300ms, max_delay: 300ms, attempt_timeout: 1s }
              fallback: { on_loss: 0s, every: 500ms, timeout: 500ms }
            topics: { count: 4, updates: 0.1/s, per_client: 1 }
            load:
              - ramp: { {{ramp}} }
              - hold: { for: 7s }
            drain: 500ms
            faults:
              - half-open: { at: 2s, share: 50%, gone: server }
            assertions:
              - detection.within_bound
              - detection.undetected == 0
              - recovery.within_bound
              - recovery.unrecovered == 0
              - false_alarms == 0
              - clients.never_opened == 0
            """);

    private static System.Collections.Immutable.ImmutableArray<Fact> Facts(RecordedRun run) =>
        JournalFile.Read(Path.Combine(run.Outcome.Folder, "journal.bin")).Facts;
}
