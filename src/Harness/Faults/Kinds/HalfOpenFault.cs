using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>Which end of the connection is gone.</summary>
public enum GoneSide
{
    /// <summary>The server's end is closed; the client still believes in the connection.</summary>
    Server,

    /// <summary>The client falls silent without FIN; the server still believes in it.</summary>
    Client,
}

/// <summary>
/// An event on the connections open at that instant: one end is gone, the other still believes in the connection. New connections work.
/// </summary>
public sealed record HalfOpenFault : Fault
{
    public static readonly FaultKind About = new(
        "half-open",
        "one end is gone, the other still believes in the connection; new connections work",
        "gone: server (default) | client; no 'for': it is an event",
        "half-open: { at: 12s, share: 30%, gone: server }",
        (section, placed) => new HalfOpenFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Path = placed.Path,
            Gone = section.Find("gone")?.OneOf(("server", GoneSide.Server), ("client", GoneSide.Client)) ?? GoneSide.Server,
        })
    {
        IsEvent = true,
        Check = fault => fault is HalfOpenFault { Gone: GoneSide.Client, Path: FaultPath.Http }
            ? [("path", "must be websocket or all where the client is gone, but is http")]
            : [],
    };

    public override string Kind => About.Name;

    public GoneSide Gone { get; init; } = GoneSide.Server;

    public override FaultTraits Traits => Gone == GoneSide.Server
        ? new() { MeantToBeNoticed = true, Onset = FaultOnset.FirstByteSent, HitsNewConnections = false }
        : new() { MeantToBeNoticed = false, Onset = FaultOnset.ClientLeft, HitsNewConnections = false, ClientLeaves = true };

    public override string Detail => Gone == GoneSide.Server ? "server gone" : "client gone";
}
