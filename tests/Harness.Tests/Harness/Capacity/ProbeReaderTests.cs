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

    private static readonly StepUsage _idle = new() { Cores = 2, Busiest = [new RoleUse("worker-0", RoleKind.SingleThreaded, 0.3, 0)], BusiestTogether = 0.5 };

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

    /// <summary>Three seconds of 100 each, one after the other.</summary>
    private static ScenarioResult Stalled(ScenarioResult result, params string[] roles) => result with
    {
        DurationSeconds = 100,
        Generator = new GeneratorHealth { StalledShare = 0.03 * roles.Length, Stalls = [.. roles.Select((role, i) => new StallResult(role, 10 * i, (10 * i) + 3))] },
    };

    private static ScenarioResult NoData(ScenarioResult result) => result with
    {
        Verdict = Verdict.Failed,
        Assertions = [result.Assertions[0] with { Actual = "no data", ActualValue = null, Passed = false }, .. result.Assertions.Skip(1)],
    };

    private static ScenarioResult NotStarted(ScenarioResult result, int late, int never) => result with { Clients = 100, Generator = result.Generator with { LateStarts = late, NotStarted = never } };

    private static StepLoad Refused(int clients = 4, int ofThem = 4) => new() { NeverIn = new NeverIn(clients, ofThem, ofThem * 10, 503) };

    private static StepLoad Published(double due, double done) => new() { Messages = new OfferedMessages("publications", 100, due, done, ByTarget: true) };

    private static StepLoad Sent(double due, double done) => new() { Messages = new OfferedMessages("messages", 100, due, done, ByTarget: false) };

    [Theory]
    [InlineData(false, 0.3, ProbeOutcome.Broke, "The target did not answer within 15 s")]
    [InlineData(true, 0.3, ProbeOutcome.Generator, "The target did not answer within 15 s: it is the embedded one, on the generator's processors")]
    [InlineData(false, 0.95, ProbeOutcome.Generator, "worker-0 used 95 % of the one core that its sockets have; The target did not answer within 15 s")]
    [InlineData(false, null, ProbeOutcome.Generator, "The target did not answer within 15 s; how busy the generator was is not known")]
    public void A_target_that_answers_the_run_no_more_is_at_its_limit_unless_we_are_at_ours(bool embedded, double? busy, ProbeOutcome outcome, string why)
    {
        StepUsage usage = busy is { } cores ? Used(new RoleUse("worker-0", RoleKind.SingleThreaded, cores, 0)) : new StepUsage { Cores = 2 };

        ProbeReading reading = ProbeReader.OfSilence("The target did not answer within 15 s.", usage, embedded);

        Assert.Equal((outcome, why), (reading.Outcome, reading.Why));
    }

    private static StepUsage Used(params ImmutableArray<RoleUse> roles) => _idle with { Busiest = roles, BusiestTogether = roles.Sum(role => role.Cores) };

    private static readonly StepLoad _asked = new();

    public static TheoryData<string, ScenarioResult, StepUsage, StepLoad, ProbeOutcome, string> Cases => new()
    {
        { "all held", Result(), _idle, _asked, ProbeOutcome.Held, "" },
        { "a time broke", Result(p99: 0.4), _idle, _asked, ProbeOutcome.Broke, "heartbeat.rtt.p99 <= 250ms, but is 0.4" },
        { "clients were refused", Result(never: 4), _idle, Refused(), ProbeOutcome.Broke, "40 handshakes of 4 clients were answered with status 503" },
        { "refused while we stalled", With(Result(never: 4, verdict: Verdict.Invalid), stalled: 0.4), _idle, Refused(), ProbeOutcome.Broke, "status 503" },
        { "refused on a busy machine", Result(never: 4), Used(new RoleUse("worker-0", RoleKind.SingleThreaded, 0.99, 0)), Refused(), ProbeOutcome.Broke, "status 503" },
        { "some refused, others not answered, while we stalled", With(Result(never: 40, verdict: Verdict.Invalid), stalled: 0.4), _idle, Refused(clients: 40), ProbeOutcome.Generator, "Timers of the harness fired late" },
        { "some refused, others not answered, on a busy machine", Result(never: 40), Used(new RoleUse("worker-0", RoleKind.SingleThreaded, 0.99, 0)), Refused(clients: 40), ProbeOutcome.Generator, "worker-0 used 99 %" },
        { "no handshake was answered", Result(never: 4, verdict: Verdict.Invalid), _idle, Refused(ofThem: 0), ProbeOutcome.Generator, "Timers of the harness fired late" },
        { "ports ran out", With(Result(never: 4, verdict: Verdict.Invalid), resources: 3), _idle, Refused(), ProbeOutcome.Generator, "3 attempts to connect failed because this machine had no port or descriptor left" },
        { "invalid and broken", With(Result(p99: 0.4, verdict: Verdict.Invalid), stalled: 0.02), _idle, _asked, ProbeOutcome.Generator, "Timers of the harness fired late" },
        { "invalid, and held all the same", With(Result(verdict: Verdict.Invalid), stalled: 0.05), _idle, _asked, ProbeOutcome.Held, "" },
        { "invalid, and much of the load was missing", With(Result(verdict: Verdict.Invalid), stalled: 0.06), _idle, _asked, ProbeOutcome.Generator, "Timers of the harness fired late" },
        { "the target stood still, not we", Stalled(Result(p99: 0.4, verdict: Verdict.Invalid), "target"), _idle, _asked, ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "a node of the target stood still", Stalled(Result(max: 1.2, verdict: Verdict.Invalid), "target-1"), _idle, _asked, ProbeOutcome.Broke, "heartbeat.rtt.max" },
        { "both stood still", Stalled(Result(p99: 0.4, verdict: Verdict.Invalid), "target", "worker-0"), _idle, _asked, ProbeOutcome.Generator, "The harness itself stalled for" },
        { "clients were never started, though all held", NotStarted(Result(), late: 0, never: 6), _idle, _asked, ProbeOutcome.Generator, "only 94 of 100 clients were started" },
        { "nearly all were started, some of a ramp late", NotStarted(Result(), late: 40, never: 5), _idle, _asked, ProbeOutcome.Held, "" },
        { "published too little because we were late, though all held", Result(), _idle, Published(94, 94), ProbeOutcome.Generator, "only 94 of 100 publications a second were due in time" },
        { "published too little because the target takes long over each", Result(), _idle, Published(100, 50), ProbeOutcome.Broke, "only 50 of 100 publications a second were made" },
        { "published too little on a busy machine", Result(), Used(new RoleUse("run", RoleKind.Other, 1.9, 0)), Published(100, 50), ProbeOutcome.Generator, "95 % of its 2 cores" },
        { "published enough", Result(), _idle, Published(100, 96), ProbeOutcome.Held, "" },
        { "clients were not asked to send enough", Result(), _idle, Sent(94, 94), ProbeOutcome.Generator, "only 94 of 100 messages a second were due in time" },
        { "clients did not get out enough, though all held", Result(), _idle, Sent(100, 80), ProbeOutcome.Generator, "only 80 of 100 messages a second went out" },
        { "clients did not get out enough, and a time broke", Result(p99: 0.4), _idle, Sent(100, 80), ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "a worker was at its end", Result(p99: 0.4), Used(new RoleUse("worker-0", RoleKind.SingleThreaded, 0.95, 0)), _asked, ProbeOutcome.Generator, "worker-0 used 95 % of the one core" },
        { "a worker was at its end, and all held", Result(), Used(new RoleUse("worker-0", RoleKind.SingleThreaded, 0.95, 0)), _asked, ProbeOutcome.Held, "" },
        { "the target was at its end", Result(p99: 0.4), Used(new RoleUse("target", RoleKind.Target, 1.2, 0)), _asked, ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "the machine was at its end", Result(p99: 0.4), Used(new RoleUse("target", RoleKind.Target, 1.2, 0), new RoleUse("worker-0", RoleKind.SingleThreaded, 0.7, 0)) with { SharesMachine = true }, _asked, ProbeOutcome.Generator, "95 % of its 2 cores, which the target shares with it" },
        { "nothing is known of our CPU, and a time broke", Result(p99: 0.4), new StepUsage { Cores = 2 }, _asked, ProbeOutcome.Generator, "how busy the generator was is not known" },
        { "nothing is known of our CPU, and no time broke", Result(never: 1), new StepUsage { Cores = 2 }, _asked, ProbeOutcome.Broke, "clients.never_opened" },
        { "nothing was measured", NoData(Result()), _idle, _asked, ProbeOutcome.Generator, "heartbeat.rtt had no sample" },
        { "one thing was not measured, and another broke", NoData(Result(never: 1)), _idle, _asked, ProbeOutcome.Broke, "clients.never_opened" },
        { "our lag explains it", With(Result(p99: 0.3), lag: 0.06), _idle, _asked, ProbeOutcome.Generator, "was missed by no more than the generator's own timers were late (60 ms)" },
        { "our lag does not explain it", With(Result(p99: 0.4), lag: 0.06), _idle, _asked, ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "a stall explains a maximum", With(Result(max: 1.2), stall: 0.3), _idle, _asked, ProbeOutcome.Generator, "heartbeat.rtt.max" },
        { "a stall does not explain a percentile", With(Result(p99: 0.4), stall: 0.3), _idle, _asked, ProbeOutcome.Broke, "heartbeat.rtt.p99" },
        { "our lag explains a time, but not who never came in", With(Result(p99: 0.3, never: 1), lag: 0.06), _idle, _asked, ProbeOutcome.Broke, "clients.never_opened" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_generators_limit_is_never_the_targets(string what, ScenarioResult result, StepUsage usage, StepLoad load, ProbeOutcome outcome, string why)
    {
        ProbeReading reading = ProbeReader.Read(_scenario, result, usage, load);

        Assert.True(outcome == reading.Outcome, $"{what}: {reading.Outcome}, {reading.Why}");
        Assert.Contains(why, reading.Why, StringComparison.Ordinal);
        Assert.Equal(outcome == ProbeOutcome.Held, reading.Why.Length == 0);
        Assert.Equal(result.Assertions.Select(assertion => assertion.Expression), reading.Objectives.Select(objective => objective.Expression));
    }

    [Fact]
    public void A_broken_invariant_breaks_the_level()
    {
        ScenarioResult result = Result(verdict: Verdict.Failed) with { Invariants = [new InvariantResult { Name = "one-open-socket", Meaning = "", Violations = 2 }] };

        Assert.Equal((ProbeOutcome.Broke, "invariant one-open-socket"), (ProbeReader.Read(_scenario, result, _idle, _asked).Outcome, ProbeReader.Read(_scenario, result, _idle, _asked).Why));
    }

    [Fact]
    public void Arrivals_that_come_late_are_another_rate()
    {
        Scenario arrivals = _scenario with { Load = [new Harness.Scenarios.Stages.ArrivalsStage { Rate = 20, For = TimeSpan.FromSeconds(5) }] };
        ProbeReading late = ProbeReader.Read(arrivals, NotStarted(Result(), late: 6, never: 0), _idle, _asked);

        Assert.Equal((ProbeOutcome.Generator, "only 94 of 100 clients were started in time"), (late.Outcome, late.Why));
        Assert.Equal(ProbeOutcome.Held, ProbeReader.Read(arrivals, NotStarted(Result(), late: 5, never: 0), _idle, _asked).Outcome);
    }

    [Fact]
    public void Late_timers_make_nothing_quicker()
    {
        // Spread over less than the least: no lag of ours makes a wait shorter.
        Assert.True(AssertionText.TryParse("reconnects.delay.p50 >= 2s", out Assertion? least, out _));
        Scenario spread = _scenario with { Assertions = [least] };
        ScenarioResult found = With(Result(), lag: 0.5) with { Verdict = Verdict.Failed, Assertions = [Found("reconnects.delay.p50 >= 2s", 1.9, passed: false)] };

        Assert.Equal(ProbeOutcome.Broke, ProbeReader.Read(spread, found, _idle, _asked).Outcome);
    }
}
