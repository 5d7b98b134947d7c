using System.Collections.Immutable;
using Harness.Capacity;
using Harness.Judging;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Tests.Reporting;

namespace Harness.Tests.Capacity;

/// <summary>Whose limit it was, in every combination that a run can leave.</summary>
public sealed class ProbeReaderTests
{
    private static readonly Scenario _scenario = ScenarioFile.Parse(
        """
        name: s
        clients: { preset: heartbeat-rounds, count: 100, heartbeat: { interval: 1s } }
        topics: { count: 20, updates: 100/s, per_client: 1 }
        load: [ ramp: { over: 1s }, hold: { for: 5s } ]
        assertions: [ heartbeat.rtt.p99 <= 250ms, heartbeat.rtt.max <= 1s, clients.never_opened == 0 ]
        """,
        "s.yaml").Scenarios.Single().Scenario;

    private static readonly StepUsage _idle = new() { Cores = 2 };

    private static ScenarioResult Result(double p99 = 0.02, double max = 0.1, int never = 0, Verdict? verdict = null) => SampleRuns.SilentDrop() with
    {
        Assertions =
        [
            Found("heartbeat.rtt.p99 <= 250ms", p99, p99 <= 0.25), Found("heartbeat.rtt.max <= 1s", max, max <= 1), Found("clients.never_opened == 0", never, never == 0),
        ],
        Invariants = [],
        Generator = new GeneratorHealth(),
        Storm = null,
        Notes = ["Timers of the harness fired late."],
        Verdict = verdict ?? (p99 <= 0.25 && max <= 1 && never == 0 ? Verdict.Passed : Verdict.Failed),
    };

    private static AssertionResult Found(string expression, double actual, bool passed) => new() { Expression = expression, Actual = $"{actual}", ActualValue = actual, Passed = passed };

    private static ScenarioResult With(ScenarioResult result, double stalled = 0, double lag = 0, int resources = 0, double stall = 0) => result with
    {
        Generator = new GeneratorHealth { StalledShare = stalled, TimerLagP99Seconds = lag, ResourceFailures = resources, Stalls = stall > 0 ? [new StallResult("worker-0", 1, 1 + stall)] : [] },
    };

    private static ScenarioResult Refused(ScenarioResult result, int? status = 503, string outcome = "handshakeRefused") => result with
    {
        Storm = new StormResult { ReconnectAttempts = 0, FailedPerClient = new Distribution(0, null, null, null, null, null), FailedAttempts = [new AttemptOutcome(outcome, status, 40, 4)] },
    };

    private static StepUsage Used(params ImmutableArray<RoleUse> roles) => _idle with { Roles = roles };

    public static TheoryData<string, ScenarioResult, StepUsage, double?, ProbeOutcome, string> Cases => new()
    {
        { "all held", Result(), _idle, null, ProbeOutcome.Held, "" },
        { "a time broke", Result(p99: 0.4), _idle, null, ProbeOutcome.Broke, "heartbeat.rtt.p99 <= 250ms, but is 0.4" },
        { "clients were refused", Refused(Result(never: 4)), _idle, null, ProbeOutcome.Broke, "40 handshakes of 4 clients were answered with status 503" },
        { "refused while we stalled", Refused(With(Result(never: 4, verdict: Verdict.Invalid), stalled: 0.4)), _idle, null, ProbeOutcome.Broke, "status 503" },
        { "refused on a busy machine", Refused(Result(never: 4)), Used(new RoleUse("worker-0", RoleKind.SingleThreaded, 0.99, 0)), null, ProbeOutcome.Broke, "status 503" },
        { "no handshake was answered", Refused(Result(never: 4, verdict: Verdict.Invalid), null, "attemptTimeout"), _idle, null, ProbeOutcome.Generator, "Timers of the harness fired late" },
        { "ports ran out", Refused(With(Result(never: 4, verdict: Verdict.Invalid), resources: 3)), _idle, null, ProbeOutcome.Generator, "3 attempts to connect failed because this machine had no port or descriptor left" },
        { "invalid and broken", With(Result(p99: 0.4, verdict: Verdict.Invalid), stalled: 0.02), _idle, null, ProbeOutcome.Generator, "Timers of the harness fired late" },
        { "invalid, and held all the same", With(Result(verdict: Verdict.Invalid), stalled: 0.05), _idle, null, ProbeOutcome.Held, "" },
        { "invalid, and much of the load was missing", With(Result(verdict: Verdict.Invalid), stalled: 0.06), _idle, null, ProbeOutcome.Generator, "Timers of the harness fired late" },
        { "published too little, though all held", Result(), _idle, 94, ProbeOutcome.Generator, "only 94 of 100 publications a second were made" },
        { "published enough", Result(), _idle, 96, ProbeOutcome.Held, "" },
        { "a worker was at its end", Result(p99: 0.4), Used(new RoleUse("worker-0", RoleKind.SingleThreaded, 0.95, 0)), null, ProbeOutcome.Generator, "worker-0 used 95 % of the one core" },
        { "a worker was at its end, and all held", Result(), Used(new RoleUse("worker-0", RoleKind.SingleThreaded, 0.95, 0)), null, ProbeOutcome.Held, "" },
        { "the target was at its end", Result(p99: 0.4), Used(new RoleUse("target", RoleKind.Target, 1.2, 0)), null, ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "the machine was at its end", Result(p99: 0.4), Used(new RoleUse("target", RoleKind.Target, 1.2, 0), new RoleUse("worker-0", RoleKind.SingleThreaded, 0.7, 0)) with { SharesMachine = true }, null, ProbeOutcome.Generator, "95 % of its 2 cores, which the embedded target shares with it" },
        { "our lag explains it", With(Result(p99: 0.3), lag: 0.06), _idle, null, ProbeOutcome.Generator, "was missed by no more than the generator's own timers were late (60 ms)" },
        { "our lag does not explain it", With(Result(p99: 0.4), lag: 0.06), _idle, null, ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "a stall explains a maximum", With(Result(max: 1.2), stall: 0.3), _idle, null, ProbeOutcome.Generator, "heartbeat.rtt.max" },
        { "a stall does not explain a percentile", With(Result(p99: 0.4), stall: 0.3), _idle, null, ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "our lag explains a time, but not who never came in", With(Result(p99: 0.3, never: 1), lag: 0.06), _idle, null, ProbeOutcome.Broke, "clients.never_opened" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_generators_limit_is_never_the_targets(string what, ScenarioResult result, StepUsage usage, double? published, ProbeOutcome outcome, string why)
    {
        ProbeReading reading = ProbeReader.Read(_scenario, result, usage, published);

        Assert.True(outcome == reading.Outcome, $"{what}: {reading.Outcome}, {reading.Why}");
        Assert.Contains(why, reading.Why, StringComparison.Ordinal);
        Assert.Equal(outcome == ProbeOutcome.Held, reading.Why.Length == 0);
        Assert.Equal(result.Assertions.Select(assertion => assertion.Expression), reading.Objectives.Select(objective => objective.Expression));
    }

    [Fact]
    public void A_broken_invariant_breaks_the_level()
    {
        ScenarioResult result = Result(verdict: Verdict.Failed) with { Invariants = [new InvariantResult { Name = "one-open-socket", Meaning = "", Violations = 2 }] };

        Assert.Equal((ProbeOutcome.Broke, "invariant one-open-socket"), (ProbeReader.Read(_scenario, result, _idle, null).Outcome, ProbeReader.Read(_scenario, result, _idle, null).Why));
    }
}
