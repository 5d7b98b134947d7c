using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>
/// The server crashes with all its nodes and is back after a time: every socket ends without a close frame (1006), no request is answered meanwhile. What was
/// there before is forgotten, presence too unless <c>target: { restart_clears: false }</c> keeps it.
/// </summary>
public sealed record RestartFault : Fault
{
    public static readonly FaultKind About = new(
        "restart",
        "the server crashes and is back after a time: every client loses its socket and is told",
        "none; no 'share': it is everybody's",
        "restart: { at: 12s, for: 3s }",
        (_, placed) => new RestartFault { At = placed.At, For = placed.For, Share = placed.Share, Path = FaultPath.All })
    {
        HasShare = false,
        HasPath = false,
        NeedsControl = true,
        IsAlone = true,
    };

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, EndsConnections = true, KeepsAway = true };
}
