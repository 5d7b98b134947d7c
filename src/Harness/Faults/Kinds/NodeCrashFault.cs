using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>
/// One of several nodes crashes and is back after a time: its clients' sockets end without a close frame (1006), and the other nodes are sound, so they have to
/// come back on the next one without waiting (field notes 001). Polls and fetches go to a node that lives, as a load balancer sees to.
/// </summary>
public sealed record NodeCrashFault : Fault
{
    public static readonly FaultKind About = new(
        "node-crash",
        "one of several nodes crashes for a time: its clients are told and have to come back on the next one",
        "node: number, from 0 (default 0); no 'share': it hits whoever is on that node. Needs target: { nodes: 2 } or more",
        "node-crash: { at: 12s, for: 12s, node: 0 }",
        (section, placed) => new NodeCrashFault { At = placed.At, For = placed.For, Share = placed.Share, Node = section.Find("node")?.Count() ?? 0 })
    {
        HasShare = false,
        HasPath = false,
        NeedsControl = true,
        IsAlone = true,
    };

    public override string Kind => About.Name;

    /// <summary>From 0 to the number of nodes - 1.</summary>
    public int Node { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, EndsConnections = true, HitsNewConnections = false, HitsOnlyTold = true };

    public override string Detail => $"node {Node}";
}
