namespace Harness.Telemetry;

/// <summary>
/// The names of a run's metrics, by OpenTelemetry's conventions. On the Prometheus endpoint dots are underscores, the unit stands behind the name, and counters end in <c>_total</c>.
/// </summary>
public static class MeterNames
{
    public const string Meter = "Harness";

    public const string Clients = "harness.clients";
    public const string HeartbeatsSent = "harness.heartbeats.sent";
    public const string HeartbeatsAnswered = "harness.heartbeats.answered";
    public const string HeartbeatsMissed = "harness.heartbeats.missed";
    public const string RoundTrip = "harness.heartbeat.round_trip";
    public const string Polls = "harness.polls";
    public const string Reconnects = "harness.reconnects";
    public const string Attempts = "harness.reconnect.attempts";
    public const string FailedAttempts = "harness.attempts.failed";
    public const string FaultOn = "harness.fault.on";
    public const string Elapsed = "harness.scenario.elapsed";
    public const string RoleCpu = "harness.role.cpu.time";
    public const string RoleMemory = "harness.role.memory.peak";
    public const string AssertionPassed = "harness.assertion.passed";
    public const string AssertionValue = "harness.assertion.value";
    public const string InvariantViolations = "harness.invariant.violations";
    public const string ScenarioVerdict = "harness.scenario.verdict";
    public const string RunVerdict = "harness.run.verdict";

    /// <summary>Every metric with what it is, in the order of its documentation.</summary>
    public static readonly IReadOnlyList<MeterEntry> All =
    [
        new(Clients, "{client}", "Clients of the scenario that is being played, by state."),
        new(HeartbeatsSent, "{heartbeat}", "Heartbeats sent."),
        new(HeartbeatsAnswered, "{heartbeat}", "Heartbeats answered."),
        new(HeartbeatsMissed, "{heartbeat}", "Heartbeats missed."),
        new(RoundTrip, "s", "Round trip of heartbeats, from the instant they were due."),
        new(Polls, "{poll}", "Polls of the fallback, and of clients that only poll, begun."),
        new(Reconnects, "{connection}", "Connections that opened after a loss."),
        new(Attempts, "{attempt}", "Attempts to reconnect begun, whatever became of them."),
        new(FailedAttempts, "{attempt}", "Attempts to connect that did not open."),
        new(FaultOn, "", "1 while the fault is on, 0 before and after."),
        new(Elapsed, "s", "Time since the load of the scenario began."),
        new(RoleCpu, "s", "CPU time that a role of the run has used."),
        new(RoleMemory, "By", "Resident memory of a role at its peak."),
        new(AssertionPassed, "", "1 if the assertion held, or failed as expected; 0 if it did not. There once its scenario has been judged."),
        new(AssertionValue, "", "What was found for the assertion, in its metric's unit (seconds, count, per second, share); absent for never and no data."),
        new(InvariantViolations, "{client}", "Clients that broke the invariant."),
        new(ScenarioVerdict, "", "1 with the verdict on the scenario as a label."),
        new(RunVerdict, "", "1 with the verdict on the run as a label."),
    ];

    /// <summary>What stands with a name.</summary>
    public static MeterEntry Of(string name) => All.First(entry => entry.Name == name);
}

/// <summary>A metric as it is announced.</summary>
/// <param name="Unit">By UCUM; in braces what is counted; empty: none.</param>
public sealed record MeterEntry(string Name, string Unit, string Description);
