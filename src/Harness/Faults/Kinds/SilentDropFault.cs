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

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = true };
}
