using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>An event: every open connection ends with RST, idle or not. New connections work.</summary>
public sealed record ResetFault : Fault
{
    public static readonly FaultKind About = new(
        "reset",
        "every open connection ends with RST; new connections work",
        "none; no 'for': it is an event",
        "reset: { at: 12s, share: 30%, path: websocket }",
        (_, placed) => new ResetFault { At = placed.At, For = placed.For, Share = placed.Share, Path = placed.Path })
    {
        IsEvent = true,
        NotOnStock = "resets a connection only when its next data comes, and one that was open before not at all (reset_peer)",
    };

    /// <summary>There for a moment, in which clients come back already: they are spared. A connection has two streams, but one end.</summary>
    internal static readonly FaultToxic Toxic = FaultToxic.Of("reset_now", ToxicStream.Downstream, ("open_only", true));

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, EndsConnections = true, HitsNewConnections = false };
}
