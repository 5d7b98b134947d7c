using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>
/// Nothing gets through in either direction and the connection stays open: no FIN, no RST. A removal closes what was held
/// (stock Toxiproxy sends FIN), and a client that learns of its loss by that was told, it did not detect.
/// </summary>
public sealed record SilentDropFault : Fault
{
    public static readonly FaultKind About = new(
        "silent-drop",
        "nothing gets through, the connection stays open; clients must notice by their own timers",
        "none",
        "silent-drop: { at: 12s, for: 12s, share: 30%, path: websocket }",
        (_, placed) => new SilentDropFault { At = placed.At, For = placed.For, Share = placed.Share, Path = placed.Path });

    /// <summary>Both directions, by Toxiproxy's <c>timeout</c> 0: data is swallowed, the connection stays.</summary>
    internal static readonly ImmutableArray<FaultToxic> Toxics =
    [
        FaultToxic.Of("timeout", ToxicStream.Upstream, ("timeout", 0)),
        FaultToxic.Of("timeout", ToxicStream.Downstream, ("timeout", 0)),
    ];

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = true };
}
