using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>Each direction of each connection passes so much and no more. Slow is not dead: clients must not notice.</summary>
public sealed record BandwidthFault : Fault
{
    public static readonly FaultKind About = new(
        "bandwidth",
        "each connection passes so much each way and no more; clients must not notice",
        "rate: whole number, KB/s (of 1000 bytes) each direction",
        "bandwidth: { at: 12s, for: 12s, share: 30%, path: websocket, rate: 1 }",
        (section, placed) => new BandwidthFault { At = placed.At, For = placed.For, Share = placed.Share, Path = placed.Path, Rate = section.Require("rate")?.Count() ?? 1 })
    {
        Check = fault => fault is BandwidthFault { Rate: < 1 } slow ? [("rate", $"must be at least 1, but is {slow.Rate} (a partition passes nothing)")] : [],
    };

    public override string Kind => About.Name;

    /// <summary>KB/s of 1000 bytes, each direction. At least 1. Scaled time makes it faster, down to 1.</summary>
    public required int Rate { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false };

    public override string Detail => $"{Rate} KB/s each way";

    public override Fault Scale(double factor) => (BandwidthFault)base.Scale(factor) with { Rate = (int)Math.Clamp(Math.Round(Rate / factor), 1, int.MaxValue) };

    internal ImmutableArray<FaultToxic> Toxics() =>
        [FaultToxic.Of("bandwidth", ToxicStream.Upstream, ("rate", Rate)), FaultToxic.Of("bandwidth", ToxicStream.Downstream, ("rate", Rate))];
}
