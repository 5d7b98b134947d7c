namespace Harness.Judging;

/// <summary>One latency of a scenario, from the instant that it was due at: a client that waits in line is not forgiven its wait (coordinated omission). Durations in seconds; null is ∞.</summary>
/// <param name="Name">The metric's name, such as <c>heartbeat.rtt</c>.</param>
/// <param name="Count">Samples, those that never happened included.</param>
public sealed record LatencyResult(string Name, long Count, double? P50, double? P90, double? P99, double? P999, double? Max);
