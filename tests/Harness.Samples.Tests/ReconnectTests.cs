using Harness.Clients;
using Harness.Clients.Policies;
using Harness.Faults.Kinds;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Stages;
using Xunit;

namespace Harness.Samples.Tests;

/// <summary>What a team's own test project may look like: scenarios as tests, a few clients each, seconds each.</summary>
public sealed class ReconnectTests
{
    private static readonly ClientPolicy _policy = Presets.HeartbeatRounds
        .WithHeartbeat(beat => beat with { Interval = 300.Milliseconds, Misses = 3 })
        .WithReconnect(again => again with { Delay = 200.Milliseconds, MaxDelay = 200.Milliseconds, AttemptTimeout = 500.Milliseconds });

    private static Scenario Drop(string name, ClientSettings clients) => new()
    {
        Name = name,
        Clients = clients,
        Load = [new RampStage { Over = 300.Milliseconds }, new HoldStage { For = 4.Seconds }],
        Drain = 500.Milliseconds,
        Faults = [new SilentDropFault { At = 700.Milliseconds, For = 1500.Milliseconds, Share = 0.3 }],
        Assertions = ["detection.undetected == 0", "recovery.unrecovered == 0"],
    };

    [Fact]
    public async Task Clients_notice_a_silent_drop_and_come_back()
    {
        TestedRun run = await HarnessRun.StartAsync(
            Drop("notices", new ClientSettings { Count = 20, Policy = _policy }), cancellation: TestContext.Current.CancellationToken);

        SkipIfInvalid(run);
        run.ShouldPass();
        Assert.Equal(6, run.Result.Faults[0].Detected);
    }

    [Fact]
    public async Task A_client_that_never_declares_a_loss_is_caught()
    {
        ClientFlaw deaf = ClientFlaws.Find("never-declares")!;
        TestedRun run = await HarnessRun.StartAsync(
            Drop("deaf", new ClientSettings { Count = 20, Policy = _policy, Played = deaf.Apply(_policy), Flaws = [deaf.Name] }), cancellation: TestContext.Current.CancellationToken);

        SkipIfInvalid(run);
        run.ShouldFail("detection.undetected");
    }

    [Fact]
    public async Task A_page_is_read_quickly_enough()
    {
        TestedRun run = await HarnessRun.StartAsync(
            new Scenario
            {
                Name = "pages",
                Clients = new ClientSettings
                {
                    Count = 10,
                    Policy = _policy,
                    Session = async (session, ct) =>
                    {
                        for (int i = 0; i < 5; i++)
                        {
                            await session.PauseAsync(100.Milliseconds);
                            using (session.Measure("page"))
                            {
                                Assert.True((await session.FetchAsync("topics/t0")).IsOk);
                            }
                        }
                    },
                },
                Load = [new RampStage { Over = 200.Milliseconds }, new HoldStage { For = 2.Seconds }],
                Drain = 200.Milliseconds,
                Assertions = ["session.failures == 0", "custom.page.count == 50", "custom.page.p99 <= 1s"],
            },
            cancellation: TestContext.Current.CancellationToken);

        SkipIfInvalid(run);
        run.ShouldPass();
    }

    /// <summary>A run in which the machine itself stalled says nothing about the clients, neither good nor bad. It was repeated already.</summary>
    private static void SkipIfInvalid(TestedRun run) =>
        Assert.SkipWhen(run.Result.Verdict == Verdict.Invalid, string.Join(" ", run.Result.Notes));
}
