using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>
/// An event on the sockets open at that instant: the server has lost their state. TCP stays open and takes what is sent, but the application never
/// answers or pushes on them again (field notes 000). New sockets and HTTP work, so a client that notices is back at its first attempt.
/// </summary>
public sealed record ZombieFault : Fault
{
    public static readonly FaultKind About = new(
        "zombie",
        "the server forgets the sockets open at that instant: they stay open and are never answered again; new ones and HTTP work",
        "none; no 'for': it is an event",
        "zombie: { at: 12s, share: 30% }",
        (_, placed) => new ZombieFault { At = placed.At, For = placed.For, Share = placed.Share })
    {
        IsEvent = true,
        HasPath = false,
        NeedsControl = true,
    };

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = true, HitsNewConnections = false };
}
