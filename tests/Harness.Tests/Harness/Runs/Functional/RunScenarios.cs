using Harness.Runs;
using Harness.Scenarios.Files;

namespace Harness.Tests.Runs.Functional;

/// <summary>Scenarios of twelve seconds for real runs: 60 clients, of which three cohorts of ten are hit.</summary>
/// <remarks>
/// One heartbeat a second, dead after 2 s of silence.
/// <code>
///   0     1         2.5         4.5             7                10.5    12 s
///   ├ ramp ┼─────────┤ fault on  │ all must have │ fault removed    │ drain │
///                    │           │ declared      │ last attempts    │
///                                                │ hang until 9     │
/// </code>
/// </remarks>
internal static class RunScenarios
{
    public const string Rounds =
        "preset: heartbeat-rounds, heartbeat: { interval: 1s, misses: 2 }, reconnect: { delay: 500ms, max_delay: 500ms, attempt_timeout: 2s }";

    public const string Ping =
        "preset: ping-timeout, heartbeat: { interval: 1s, timeout: 1s }, reconnect: { delay: 300ms, max_delay: 600ms, attempt_timeout: 1s }";

    public const string WithPolls = ", fallback: { on_loss: 0s, every: 500ms, timeout: 1s }";

    public const string WithoutPolls = ", fallback: none";

    public const string SilentDrop = "silent-drop: { at: 2500ms, for: 4500ms, share: 30%, path: websocket }";

    public static string OneWayDrop(string direction) => $"one-way-drop: {{ at: 2500ms, for: 4500ms, share: 30%, path: websocket, direction: {direction} }}";

    // One way 150 ms: three times what the impatient client allows for a round trip, a third of what the sound one does.
    public const string Latency = "latency: { at: 2500ms, for: 4500ms, share: 30%, path: websocket, latency: 150ms }";

    /// <summary>Each topic is published every 2 s: whoever listens again holds the newest soon.</summary>
    public const string BusyTopics = "{ count: 20, updates: 10/s, per_client: 1 }";

    /// <summary>Each client has a topic of its own that is published once in 10 s: what is announced during an outage is not announced again.</summary>
    public const string QuietTopics = "{ count: 60, updates: 6/s, per_client: 1 }";

    public const string MostMissed = "detection.missed_heartbeats.max <= 2";
    public const string WithinBound = "detection.within_bound";
    public const string Undetected = "detection.undetected == 0";
    public const string FallbackTime = "fallback.time.p99 <= 2s";
    public const string RecoveryBound = "recovery.within_bound";
    public const string Unrecovered = "recovery.unrecovered == 0";
    public const string FalseAlarms = "false_alarms == 0";
    public const string Reconnects = "reconnects == 0";
    public const string Lost = "updates.lost == 0";
    public const string NeverOpened = "clients.never_opened == 0";

    /// <summary>What a sound client keeps under a fault that it has to notice.</summary>
    public static readonly string[] Noticed = [MostMissed, WithinBound, Undetected, RecoveryBound, Unrecovered, FalseAlarms, Lost, NeverOpened];

    /// <summary>What a sound client keeps under a fault that it must not notice.</summary>
    public static readonly string[] Unnoticed = [FalseAlarms, Reconnects, Lost, NeverOpened];

    /// <param name="name">The scenario's name.</param>
    /// <param name="clients">Preset and settings, as in a flow mapping.</param>
    /// <param name="fault">One entry of <c>faults</c>.</param>
    /// <param name="assertions">What is judged.</param>
    /// <param name="flaw">What clients play instead of what they are judged by; null: nothing.</param>
    public static RunnableScenario Build(
        string name, string clients, string fault, IEnumerable<string> assertions,
        string? flaw = null, string topics = BusyTopics)
    {
        string text = $$"""
            name: {{name}}
            clients: { count: 60, {{clients}}, flaws: [{{flaw}}] }
            topics: {{topics}}
            target: { presence_threshold: 3s }
            load:
              - ramp: { over: 1s }
              - hold: { for: 9500ms }
            drain: 1500ms
            faults:
              - {{fault}}
            assertions:
              - {{string.Join("\n  - ", assertions)}}
            """;
        return Parse(name, text);
    }

    /// <summary>Five seconds with a fault that is noticed: for what is asked of a run rather than of its clients.</summary>
    public static RunnableScenario Short(string name, params string[] assertions) => Parse(name, $$"""
        name: {{name}}
        clients:
          preset: heartbeat-rounds
          count: 60
          heartbeat: { interval: 400ms, misses: 3 }
          reconnect: { delay: 200ms, max_delay: 200ms, attempt_timeout: 600ms }
          fallback: { on_loss: 0s, every: 500ms, timeout: 500ms }
        load:
          - ramp: { over: 500ms }
          - hold: { for: 4s }
        drain: 500ms
        faults:
          - silent-drop: { at: 1s, for: 1800ms, share: 30% }
        assertions:
          - {{string.Join("\n  - ", assertions)}}
        """);

    public static RunnableScenario Parse(string name, string text)
    {
        LoadResult loaded = ScenarioFile.Parse(text, name);
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors) + Environment.NewLine + text);
        return new RunnableScenario(loaded.Scenarios[0].Scenario, text);
    }
}
