using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>Which direction of a connection is lost.</summary>
public enum LostDirection
{
    /// <summary>What clients send: the server hears no heartbeat and answers none, but its pushes still arrive.</summary>
    Upstream,

    /// <summary>What the server sends: heartbeats arrive there, their answers get lost.</summary>
    Downstream,
}

/// <summary>
/// The data of one direction is lost, the other flows, and the connection stays open. A client that waits for answers to its heartbeats notices
/// either: with upstream lost nobody answers, with downstream lost no answer arrives. A removal closes what was held, as with a silent drop.
/// </summary>
public sealed record OneWayDropFault : Fault
{
    public static readonly FaultKind About = new(
        "one-way-drop",
        "only upstream or only downstream data is lost; clients must notice that no heartbeat is answered",
        "direction: upstream | downstream",
        "one-way-drop: { at: 12s, for: 12s, share: 30%, path: websocket, direction: upstream }",
        (section, placed) => new OneWayDropFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Path = placed.Path,
            Direction = section.Require("direction")?.OneOf(("upstream", LostDirection.Upstream), ("downstream", LostDirection.Downstream)) ?? LostDirection.Upstream,
        });

    public override string Kind => About.Name;

    public required LostDirection Direction { get; init; }

    public override FaultTraits Traits => new() { MeantToBeNoticed = true, PushesArrive = Direction == LostDirection.Upstream };

    public override string Detail => Direction == LostDirection.Upstream ? "upstream lost" : "downstream lost";

    /// <summary>One direction, by Toxiproxy's <c>timeout</c> 0: its data is swallowed, the connection stays.</summary>
    internal ImmutableArray<FaultToxic> Toxics() =>
        [FaultToxic.Of("timeout", Direction == LostDirection.Upstream ? ToxicStream.Upstream : ToxicStream.Downstream, ("timeout", 0))];
}
