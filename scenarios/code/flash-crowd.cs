#:project ../../src/Harness/Harness.csproj
#:property PublishAot=false

// A crowd arrives within a second; ten seconds later a third of it loses the network without a FIN or RST, and has to notice, and to come back without a stampede.
//
//     dotnet run scenarios/code/flash-crowd.cs
//     dotnet run scenarios/code/flash-crowd.cs -- --clients 100 --time-scale 0.5

using Harness;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Scenarios;

var scenario = new Scenario
{
    Name = "flash-crowd",
    Description = "500 clients within a second; a third of them lose the network for 8 s",
    Clients = new ClientSettings
    {
        Count = 500,
        Policy = Presets.HeartbeatRounds
            .WithHeartbeat(beat => beat with { Interval = 1.Seconds, Misses = 3 })
            .WithReconnect(again => again with { Delay = 1.Seconds, MaxDelay = 4.Seconds, AttemptTimeout = 2.Seconds })
            .WithFallback(polls => polls with { OnLoss = TimeSpan.Zero, Every = 1.Seconds, Timeout = 1.Seconds, Spread = 1.Seconds }),
    },
    Load = [new RampStage { Over = 1.Seconds }, new HoldStage { For = 27.Seconds }],
    Faults = [new SilentDropFault { At = 10.Seconds, For = 8.Seconds, Share = 0.3 }],
    Assertions =
    [
        "clients.never_opened == 0",
        "detection.missed_heartbeats.max <= 3",
        "detection.undetected == 0",
        "fallback.time.p99 <= 2s",
        "recovery.unrecovered == 0",
        "false_alarms == 0",
        "updates.lost == 0",
    ],
    Checks =
    [
        new CustomAssertion("every lost client polled", (result, run) =>
        {
            var lost = run.Journal.Facts.Where(fact => fact.Kind == FactKind.DeclaredDead).Select(fact => fact.Subject).ToHashSet();
            var polled = run.Journal.Facts.Where(fact => fact.Kind == FactKind.VersionHeld || fact.Kind == FactKind.FetchAnswered)
                .Where(fact => fact.B == (int)FetchReason.PollLoss).Select(fact => fact.Subject).ToHashSet();
            int[] silent = [.. lost.Except(polled)];
            return silent.Length == 0 ? CheckResult.Pass($"{lost.Count} of {lost.Count}") : CheckResult.Fail($"{silent.Length} of {lost.Count} did not", silent);
        }),
        new CustomAssertion("the drop was the only fault that took", result => result.Faults.Sum(fault => fault.Told) == 0),
    ],
};

return await HarnessProgram.RunAsync(args, scenario);
