using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>
/// Nothing gets through in either direction, and what was held is delivered in order when it ends, as TCP does after a short loss: nobody is told
/// anything. Below the policy's bound it must cause no reconnect; above it is a silent drop to the clients.
/// </summary>
public sealed record PartitionFault : Fault
{
    public static readonly FaultKind About = new(
        "partition",
        "data is held, then delivered in order; nobody is told, and only who was silent for too long may reconnect",
        "none",
        "partition: { at: 12s, for: 1s, share: 30%, path: websocket }",
        (_, placed) => new PartitionFault { At = placed.At, For = placed.For, Share = placed.Share, Path = placed.Path });

    /// <summary>Both directions, by Toxiproxy's <c>bandwidth</c> 0, whose removal delivers what it held.</summary>
    internal static readonly ImmutableArray<FaultToxic> Toxics =
    [
        FaultToxic.Of("bandwidth", ToxicStream.Upstream, ("rate", 0)),
        FaultToxic.Of("bandwidth", ToxicStream.Downstream, ("rate", 0)),
    ];

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = true };
}
