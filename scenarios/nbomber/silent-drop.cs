#:package NBomber@4.1.2
#:package Bogus@34.0.2
#:project ../../src/Harness.NBomber/Harness.NBomber.csproj
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false

// NBomber runs it: its runner paces 200 clients, its report has their steps and the verdict, and other scenarios of yours can stand beside. After eight seconds the
// network swallows everything of a third of the clients, without a FIN or RST: they have to notice, to poll, and to come back.
//
//     dotnet run scenarios/nbomber/silent-drop.cs

using Bogus;
using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.NBomber;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Stages;
using NBomber.CSharp;
using Scenario = Harness.Scenarios.Scenario;

// The same company at every start.
string company = new Faker { Random = new Randomizer(1) }.Company.CompanyName();

var scenario = new Scenario
{
    Name = "silent-drop",
    Description = $"200 clients of {company}, a third of which lose the network for 6 s",
    Clients = new ClientSettings
    {
        Count = 200,
        Handshake = new HandshakeSettings { Headers = [new("X-Company", company), new("X-User", "${user.name}")] },
        Policy = Presets.HeartbeatRounds
            .WithHeartbeat(beat => beat with { Interval = 1.Seconds, Misses = 3 })
            .WithReconnect(again => again with { Delay = 1.Seconds, MaxDelay = 1.Seconds, AttemptTimeout = 2.Seconds })
            .WithFallback(polls => polls with { OnLoss = TimeSpan.Zero, Every = 1.Seconds, Timeout = 1.Seconds }),
    },
    Load = [new RampStage { Over = 4.Seconds }, new HoldStage { For = 20.Seconds }],
    Faults = [new SilentDropFault { At = 8.Seconds, For = 6.Seconds, Share = 0.3 }],
    Assertions =
    [
        "detection.within_bound",
        "detection.undetected == 0",
        "fallback.time.p99 <= 2s",
        "recovery.within_bound",
        "false_alarms == 0",
    ],
};

await using var hosted = new HostedScenario(scenario, new RunOptions { Command = "dotnet run scenarios/nbomber/silent-drop.cs" });

NBomberRunner
    .RegisterScenarios(hosted.Scenarios)
    .WithWorkerPlugins(hosted.Plugin)
    .WithTestSuite("harness")
    .WithTestName(scenario.Name)
    // NBomber empties this folder first.
    .WithReportFolder("reports/nbomber")
    .Run();

Console.WriteLine(hosted.Outcome is { } outcome ? $"{outcome.Result.Verdict}: {Path.Combine(outcome.Folder, "index.html")}" : "There was no verdict.");
return hosted.ExitCode;
