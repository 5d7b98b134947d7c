using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults.Kinds;

/// <summary>All data arrives later, in both directions. Below the reply timeout it must cause no reconnect: every own declaration is a false alarm.</summary>
public sealed record LatencyFault : Fault
{
    public static readonly FaultKind About = new(
        "latency",
        "all data later by a time ± jitter; clients must not notice",
        "latency: duration (each direction), jitter: duration (default 0)",
        "latency: { at: 12s, for: 12s, share: 30%, path: websocket, latency: 200ms, jitter: 50ms }",
        (section, placed) => new LatencyFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Path = placed.Path,
            Latency = section.Require("latency")?.Duration() ?? Units.Longest,
            Jitter = section.Find("jitter")?.Duration() ?? TimeSpan.Zero,
        })
    {
        Check = fault => CheckTimes((LatencyFault)fault),
    };

    public override string Kind => About.Name;

    /// <summary>Added to each direction. More than 0.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>Each chunk's own deviation, uniform from −jitter to +jitter. From 0 to <see cref="Latency"/>.</summary>
    public TimeSpan Jitter { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false };

    public override Fault Scale(double factor) => (LatencyFault)base.Scale(factor) with { Latency = Latency * factor, Jitter = Jitter * factor };

    /// <summary>Both directions, by Toxiproxy's <c>latency</c>.</summary>
    internal ImmutableArray<FaultToxic> Toxics()
    {
        long jitter = (long)Math.Round(Jitter.TotalMilliseconds);
        return
        [
            FaultToxic.Of("latency", ToxicStream.Upstream, ("latency", FaultToxic.Milliseconds(Latency)), ("jitter", jitter)),
            FaultToxic.Of("latency", ToxicStream.Downstream, ("latency", FaultToxic.Milliseconds(Latency)), ("jitter", jitter)),
        ];
    }

    public override string Detail => Jitter > TimeSpan.Zero
        ? $"{Latency.TotalMilliseconds:0}ms ± {Jitter.TotalMilliseconds:0}ms each way"
        : $"{Latency.TotalMilliseconds:0}ms each way";

    private static IEnumerable<(string Key, string Message)> CheckTimes(LatencyFault fault)
    {
        if (fault.Latency <= TimeSpan.Zero)
        {
            yield return ("latency", $"must be more than 0s, but is {Units.Show(fault.Latency)}");
        }
        else if (fault.Jitter > fault.Latency)
        {
            yield return ("jitter", $"must be at most the latency, {Units.Show(fault.Latency)}, but is {Units.Show(fault.Jitter)}");
        }

        if (fault.Jitter < TimeSpan.Zero)
        {
            yield return ("jitter", $"must be at least 0s, but is {Units.Show(fault.Jitter)}");
        }
    }
}
