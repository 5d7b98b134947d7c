using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults.Kinds;

/// <summary>How a middle box ends a connection.</summary>
public enum CutoffEnd
{
    /// <summary>With FIN to both sides, as nginx does.</summary>
    Fin,

    /// <summary>With RST to both sides, as a load balancer does.</summary>
    Reset,
}

/// <summary>
/// A middle box ends a connection on which no data has passed either way for a time. Heartbeats that come more often keep it alive: then nobody loses
/// anything. Who is cut off is told.
/// </summary>
public sealed record IdleCutoffFault : Fault
{
    public static readonly FaultKind About = new(
        "idle-cutoff",
        "a middle box ends connections that were silent for a time; heartbeats that come more often keep them alive",
        "timeout: duration, end: fin (default) | reset",
        "idle-cutoff: { at: 12s, for: 12s, share: 30%, path: websocket, timeout: 5s }",
        (section, placed) => new IdleCutoffFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Path = placed.Path,
            Timeout = section.Require("timeout")?.Duration() ?? Units.Longest,
            End = section.Find("end")?.OneOf(("fin", CutoffEnd.Fin), ("reset", CutoffEnd.Reset)) ?? CutoffEnd.Fin,
        })
    {
        NotOnStock = "has no toxic that waits for silence",
        Check = fault => fault is IdleCutoffFault { Timeout.Ticks: <= 0 } cutoff ? [("timeout", $"must be more than 0s, but is {Units.Show(cutoff.Timeout)}")] : [],
    };

    public override string Kind => About.Name;

    /// <summary>Silence, either way, after which a connection is ended. More than 0.</summary>
    public required TimeSpan Timeout { get; init; }

    public CutoffEnd End { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, EndsConnections = true };

    public override string Detail => $"after {Units.Show(Timeout)} of silence, {(End == CutoffEnd.Fin ? "FIN" : "RST")}";

    public override Fault Scale(double factor) => (IdleCutoffFault)base.Scale(factor) with { Timeout = Timeout * factor };

    /// <summary>Of the whole connection, whatever the stream.</summary>
    internal ImmutableArray<FaultToxic> Toxics() =>
    [
        FaultToxic.Of("idle_timeout", ToxicStream.Downstream, ("timeout", FaultToxic.Milliseconds(Timeout)), ("end", End == CutoffEnd.Fin ? "fin" : "reset")),
    ];
}
