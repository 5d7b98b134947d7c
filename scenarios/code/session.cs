#:project ../../src/Harness/Harness.csproj
#:property PublishAot=false

// What each client's user does, in code: reads a page every few seconds and measures it, writes a note and asks for its subscription again, while the network
// drops under some of them. What the code sends while its client is lost waits for the reconnect.
//
//     dotnet run scenarios/code/session.cs
//     dotnet run scenarios/code/session.cs -- --clients 20

using Harness;
using Harness.Faults.Kinds;
using Harness.Judging;
using Harness.Scenarios;
using Harness.Scenarios.Stages;

var scenario = new Scenario
{
    Name = "session",
    Description = "session code on 100 clients, a fifth of which lose the network for 5 s",
    Clients = new ClientSettings
    {
        Count = 100,
        Policy = Presets.HeartbeatRounds
            .WithHeartbeat(beat => beat with { Interval = 500.Milliseconds, Misses = 3 })
            .WithReconnect(again => again with { Delay = 500.Milliseconds, MaxDelay = 500.Milliseconds, AttemptTimeout = 1.Seconds }),
        Session = async (session, ct) =>
        {
            while (true)
            {
                // Each client in its own rhythm: equal seeds give equal pauses.
                await session.PauseAsync((1 + session.Random.NextDouble()).Seconds);

                // The latency counts from the instant at which the pause was to end.
                using (session.Measure("page"))
                {
                    var page = await session.FetchAsync($"topics/t{session.Client % 20}", timeout: 2.Seconds);
                    session.Metric("page.bytes").Add(page.Body.Length);
                }

                using (session.Label("socket"))
                {
                    // Waits for the reconnect where the client is lost: the answer is only timed once the question is out.
                    await session.SendAsync($$"""{"command":"subscribe","topics":["t{{session.Client % 20}}"]}""");
                    using (session.Measure("subscribed"))
                    {
                        try
                        {
                            await session.ExpectAsync("\"subscribed\"", timeout: 1.Seconds);
                        }
                        catch (TimeoutException) when (session.ReconnectsSeen == 0)
                        {
                            // Asked just as the network dropped: nobody knows yet. The measure counts as "never".
                            session.Metric("unanswered").Add(1);
                        }
                    }
                }

                ct.ThrowIfCancellationRequested();
            }
        },
    },
    Load = [new RampStage { Over = 2.Seconds }, new HoldStage { For = 20.Seconds }],
    Faults = [new SilentDropFault { At = 8.Seconds, For = 5.Seconds, Share = 0.2 }],
    Assertions =
    [
        "detection.undetected == 0",
        "recovery.unrecovered == 0",
        "session.failures == 0",
        "custom.page.p99 <= 500ms",
        "custom.socket/subscribed.p50 <= 250ms",
        "custom.socket/subscribed.count >= 200",
        Assertion.Parse("custom.socket/subscribed.max <= 1s") with { Cohort = CohortSide.Control },
    ],
    Checks =
    [
        new CustomAssertion("every client got to its pages", result =>
            result.Session is { } sessions && sessions.Began == result.Clients ? CheckResult.Pass($"{sessions.Began} clients") : CheckResult.Fail($"{result.Session?.Began ?? 0} of {result.Clients} began")),
    ],
};

return await HarnessProgram.RunAsync(args, scenario);
