using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Tests.Reporting;

/// <summary>Results as a run of 2,000 clients would leave them, for every verdict.</summary>
public static class SampleRuns
{
    public static RunResult Passed() => Run(Verdict.Passed, Latency(), SilentDrop(), HalfOpen());

    public static RunResult Failed() => Run(Verdict.Failed, Latency(), FailedSilentDrop()) with
    {
        Remarks = ["Metrics did not arrive at collector:4318: 3 of 90 exports failed (Connection refused). The verdict does not depend on them."],
    };

    public static RunResult Invalid() => Run(Verdict.Invalid, SilentDrop() with
    {
        Verdict = Verdict.Invalid,
        Notes = ["3.4 % of the judged client-seconds overlap stalls of our own roles; more than 1 % makes a run invalid."],
        Generator = new GeneratorHealth
        {
            Stalls = [new StallResult("worker-1", 14.02, 14.61), new StallResult("proxy-1", 14.05, 14.58), new StallResult("worker-1", 19.3, 19.44)],
            StalledShare = 0.034,
            TimerLagP99Seconds = 0.31,
            MissesOutsideFaults = 61,
            MissesOutsideFaultsInStalls = 58,
        },
    });

    public static RunResult Incomplete()
    {
        ScenarioResult whole = SilentDrop();
        return Run(Verdict.Incomplete, whole with
        {
            Verdict = Verdict.Incomplete,
            Notes = ["Interrupted (Ctrl-C) 16 s after the load began; the fault was still on."],
            DurationSeconds = 16.2,
            Series = SampleSeries.Cut(whole.Series, 16),
            Faults = [whole.Faults[0] with { Removed = null, Recovery = null, Recovered = null, Unrecovered = null, Detected = 412, Undetected = 0 }],
        });
    }

    public static RunResult Run(Verdict verdict, params ImmutableArray<ScenarioResult> scenarios) => new()
    {
        Seed = 18_446_744_073_709_551_557,
        Command = "harness run --profile standard --seed 18446744073709551557",
        Verdict = verdict,
        StartedAt = new DateTimeOffset(2026, 3, 1, 14, 5, 9, TimeSpan.FromHours(1)),
        DurationSeconds = 141.3,
        Environment = new RunEnvironment
        {
            Machine = "build-7",
            OperatingSystem = "Debian GNU/Linux 12 (bookworm), kernel 6.1",
            Runtime = ".NET 10.0.1, workstation GC",
            Cores = 2,
            MemoryBytes = 8_232_280_064,
            DescriptorLimit = 20_000,
            HarnessVersion = "0.1.0",
            Target = "embedded",
            Toxiproxy = "embedded",
            Workers = "processes",
        },
        Scenarios = scenarios,
    };

    public static ScenarioResult SilentDrop() => Scenario("silent-drop", "The network swallows everything; no FIN, no RST.") with
    {
        Faults =
        [
            new FaultResult
            {
                Index = 0, Kind = "silent-drop", Path = "websocket", Cohorts = [1, 4, 7],
                Onset = new TimeInterval(12.003, 12.009), Removed = new TimeInterval(24.001, 24.012),
                Affected = 600, MustDetect = 600, Detected = 600, Undetected = 0, Told = 0,
                Detection = new DetectionResult
                {
                    Seconds = new Distribution(600, 2.011, 2.514, 2.91, 2.991, 3.006),
                    MissedHeartbeats = new Distribution(600, 3, 3, 3, 3, 3),
                    Bars = [new HistogramBar(3, 600)],
                },
                Fallback = new Distribution(600, 0.0012, 0.0031, 0.021, 0.044, 0.061),
                Recovery = new Distribution(600, 0.04, 2.61, 4.7, 5.02, 5.11),
                RecoveryBoundSeconds = 6.3,
                Recovered = 600,
                Unrecovered = 0,
                Delivery = new DeliveryResult { Lost = 0, Skipped = 311, Duplicate = 12, OutOfOrder = 3, PushesLost = 2207, WorstStaleness = 2.41 },
            },
        ],
        Storm = new StormResult
        {
            ReconnectAttempts = 2411,
            Reconnects = new Peak(377, 24.31),
            Synchrony = 0.1284,
            Polls = new Peak(612, 15.02),
            FailedPerClient = new Distribution(2000, 0, 0, 4, 5, 6),
            FailedAttempts = [new AttemptOutcome("attemptTimeout", null, 1788, 600), new AttemptOutcome("handshakeRefused", 503, 23, 19)],
        },
        ControlClients = 1400,
        Latencies = [new LatencyResult("heartbeat.rtt", 88_000, 0.0004, 0.0011, 0.0052, 0.021, 0.061), new LatencyResult("recovery.time", 600, 2.61, 4.7, 5.02, 5.1, null)],
        WorstClients =
        [
            new ClientLife
            {
                Client = 1704, Cohort = 4, Population = "phones", Why = "detected silent-drop 3.006 s after its onset, 98 % of its bound",
                States = [new StateSpan("connecting", 0.4, 0.42), new StateSpan("open", 0.42, 15.01), new StateSpan("polling", 15.01, 24.3), new StateSpan("open", 24.3, 44)],
                Events = [new TimedEvent(12.003, "silent-drop begins on its cohort"), new TimedEvent(15.009, "declares connection 1 dead after 3.805 s of silence")],
            },
        ],
        Series = SampleSeries.Of(2000, 600, 12, 24, 44, recovers: true),
    };

    public static ScenarioResult FailedSilentDrop()
    {
        ImmutableArray<ClientEvidence> stories =
        [
            .. new[] { (1_341, 1), (1_704, 4), (607, 7) }.Select(client => new ClientEvidence(client.Item1, client.Item2,
                "It had to declare the loss within 3.05 s and never did: it was told by the close at removal.",
                [
                    new TimedEvent(3.118, "opened"),
                    new TimedEvent(11.204, "heartbeat answered after 0.9 ms"),
                    new TimedEvent(12.003, "silent-drop on its cohort (acknowledged at 12.009 s)"),
                    new TimedEvent(12.204, "heartbeat sent, not answered"),
                    new TimedEvent(13.204, "heartbeat sent, not answered: 1 missed"),
                    new TimedEvent(14.204, "heartbeat sent, not answered: 2 missed"),
                    new TimedEvent(15.204, "heartbeat sent, not answered: 3 missed, and no declaration"),
                    new TimedEvent(24.004, "closed by the network: 1006"),
                    new TimedEvent(29.011, "open again"),
                ])),
        ];
        ScenarioResult whole = SilentDrop();
        return whole with
        {
            Verdict = Verdict.Failed,
            Flaws = ["no-detection-for-some"],
            Assertions =
            [
                whole.Assertions[0] with { Actual = "never", ActualValue = null, Passed = false, Evidence = [stories[0]], Offenders = 1 },
                whole.Assertions[1],
                whole.Assertions[2] with { Actual = "37", ActualValue = 37, Passed = false, Evidence = stories, Offenders = 37 },
                .. whole.Assertions[3..],
            ],
            Invariants = [whole.Invariants[0], whole.Invariants[1] with { Violations = 1, Evidence = [stories[1] with { Why = "One loss caused two reconnects." }] }, .. whole.Invariants[2..]],
            Faults =
            [
                whole.Faults[0] with
                {
                    Detected = 563, Undetected = 37, Told = 37,
                    Detection = new DetectionResult
                    {
                        Seconds = new Distribution(600, 1.9, 2.53, 3.4, null, null),
                        MissedHeartbeats = new Distribution(600, 2, 3, 4, null, null),
                        Bars = [new HistogramBar(2, 12), new HistogramBar(3, 520), new HistogramBar(4, 31)],
                    },
                },
            ],
            Series = SampleSeries.Of(2000, 563, 12, 24, 44, recovers: true),
        };
    }

    /// <summary>The same, and the scenario expects it.</summary>
    public static ScenarioResult FailedAsExpected()
    {
        ScenarioResult failed = FailedSilentDrop();
        return failed with
        {
            Verdict = Verdict.Passed,
            Expected = [new ExpectedFailure("detection.missed_heartbeats", true), new ExpectedFailure("detection.undetected", true), new ExpectedFailure("invariant one-reconnect-per-loss", true)],
            Assertions = [.. failed.Assertions.Select(assertion => assertion with { AsExpected = !assertion.Passed })],
            Invariants = [.. failed.Invariants.Select(invariant => invariant with { AsExpected = !invariant.Passed })],
        };
    }

    /// <summary>One that was expected to fail, and held.</summary>
    public static ScenarioResult HeldAgainstExpectation() => SilentDrop() with
    {
        Verdict = Verdict.Failed,
        Expected = [new ExpectedFailure("detection.undetected", false)],
        Unmet = "expected to fail by detection.undetected, but it held",
    };

    public static ScenarioResult Latency() => Scenario("latency", "Everything comes later; nobody may notice.") with
    {
        Assertions =
        [
            new AssertionResult { Expression = "false_alarms == 0", Actual = "0", ActualValue = 0, Passed = true },
            new AssertionResult { Expression = "heartbeat.rtt.p99 <= 400ms", Actual = "271 ms", ActualValue = 0.271, Passed = true },
            new AssertionResult { Expression = "updates.lost == 0", Actual = "0", ActualValue = 0, Passed = true },
        ],
        Faults =
        [
            new FaultResult
            {
                Index = 0, Kind = "latency", Detail = "latency 200 ms ± 50 ms", Path = "all", Cohorts = [0, 1, 2, 3, 9],
                Onset = new TimeInterval(12.001, 12.02), Removed = new TimeInterval(24.002, 24.02), Affected = 1000,
            },
        ],
        ControlClients = 1000,
        Series = SampleSeries.Of(2000, 0, 12, 24, 44, recovers: true),
    };

    public static ScenarioResult HalfOpen()
    {
        ScenarioResult basis = SilentDrop();
        return basis with
        {
            Name = "half-open",
            Description = "The server is gone; the client's end still believes in the connection.",
            Faults =
            [
                basis.Faults[0] with { Kind = "half-open", Detail = "gone: server", Onset = new TimeInterval(12.1, 12.9), Removed = null, Cohorts = [2, 3] },
            ],
            Series = SampleSeries.Of(2000, 600, 12, 15, 44, recovers: true),
        };
    }

    /// <summary>A scenario with nothing in it but its name.</summary>
    public static ScenarioResult Scenario(string name, string description) => new()
    {
        Name = name,
        Description = description,
        Clients = 2000,
        Preset = "heartbeat-rounds",
        Verdict = Verdict.Passed,
        DurationSeconds = 44.1,
        Assertions =
        [
            new AssertionResult { Expression = "detection.missed_heartbeats.max <= 3", Actual = "3", ActualValue = 3, Passed = true },
            new AssertionResult { Expression = "detection.within_bound", Actual = "holds", ActualValue = 1, Passed = true },
            new AssertionResult { Expression = "detection.undetected == 0", Actual = "0", ActualValue = 0, Passed = true },
            new AssertionResult { Expression = "fallback.time.p99 <= 2s", Actual = "44 ms", ActualValue = 0.044, Passed = true },
            new AssertionResult { Expression = "recovery.within_bound", Actual = "holds", ActualValue = 1, Passed = true },
            new AssertionResult { Expression = "recovery.unrecovered == 0", Actual = "0", ActualValue = 0, Passed = true },
            new AssertionResult { Expression = "false_alarms == 0", Actual = "0", ActualValue = 0, Passed = true },
            new AssertionResult { Expression = "updates.lost == 0", Actual = "0", ActualValue = 0, Passed = true },
        ],
        Invariants =
        [
            new InvariantResult { Name = "one-open-socket", Meaning = "A client has one open socket at most.", Violations = 0 },
            new InvariantResult { Name = "one-reconnect-per-loss", Meaning = "One loss causes one reconnect.", Violations = 0 },
            new InvariantResult { Name = "no-heartbeat-when-closed", Meaning = "No heartbeat on a socket that is not open.", Violations = 0 },
        ],
        PolicyBound = new PolicyBounds { SilenceSeconds = 3, DetectionSeconds = 3, HeartbeatSeconds = 1, MissedHeartbeats = 3, ToleranceSeconds = 0.05 },
        Faults = [],
        FalseAlarms = 0,
        ControlClients = 2000,
        Generator = new GeneratorHealth { TimerLagP99Seconds = 0.0042, MissesOutsideFaults = 3, MissesOutsideFaultsInStalls = 3 },
        Roles =
        [
            new RoleResult("target", 11.4, 201_326_592),
            new RoleResult("proxy-1", 14.9, 143_654_912),
            new RoleResult("worker-1", 8.7, 78_643_200),
            new RoleResult("run", 2.1, 96_468_992),
        ],
        Series = SampleSeries.Empty,
        Source = "name: silent-drop\nclients:\n  preset: heartbeat-rounds\n  count: 2000\nfaults:\n  - silent-drop: { at: 12s, for: 12s, share: 30%, path: websocket }\n",
        PlanDigest = "9f2c4e0f8f0e1e0c6f6f5b0a3d5b7c1e2a4f6d8c0b1a39587766554433221100",
    };
}
