#:project ../../src/Harness/Harness.csproj
#:property PublishAot=false

// A hundred regulars are there when a crowd of four hundred arrives within a second (Poisson, the open model: nobody waits for anybody). Six seconds later a third
// of all of them lose the network without a FIN or RST, and have to notice, to poll, and to come back.
//
//     dotnet run scenarios/code/flash-crowd.cs
//     dotnet run scenarios/code/flash-crowd.cs -- --clients 100 --time-scale 0.5

using Harness;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Scenarios;
using Harness.Scenarios.Stages;

var policy = Presets.HeartbeatRounds
    .WithHeartbeat(beat => beat with { Interval = 1.Seconds, Misses = 3 })
    .WithReconnect(again => again with { Delay = 1.Seconds, MaxDelay = 1.Seconds, AttemptTimeout = 2.Seconds })
    .WithFallback(polls => polls with { OnLoss = TimeSpan.Zero, Every = 1.Seconds, Timeout = 1.Seconds });

var scenario = new Scenario
{
    Name = "flash-crowd",
    Description = "400 clients arrive within a second where 100 are; 30 % of all of them lose the network for 8 s",
    Populations =
    [
        new Population
        {
            Name = "regulars",
            Clients = new ClientSettings { Count = 100, Policy = policy },
            Load = [new RampStage { Over = 2.Seconds }, new HoldStage { For = 26.Seconds }],
        },
        new Population
        {
            Name = "crowd",
            Clients = new ClientSettings { Count = 400, Policy = policy },
            Start = 4.Seconds,
            Load = [new PoissonArrivalsStage { Rate = 400, For = 1.Seconds }, new PauseStage { For = 23.Seconds }],
        },
    ],
    Faults = [new SilentDropFault { At = 10.Seconds, For = 8.Seconds, Share = 0.3 }],
    Assertions =
    [
        "clients.never_opened == 0",
        "detection.missed_heartbeats.max <= 3",
        "detection.undetected == 0",
        "fallback.time.p99 <= 2s",
        "recovery.unrecovered == 0",
        "false_alarms == 0",
        Assertion.Parse("staleness.p99 <= 10s") with { Population = "crowd" },
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
