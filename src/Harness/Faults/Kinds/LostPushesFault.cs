using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults.Kinds;

/// <summary>
/// A share of the pushes never goes out while heartbeats are answered: what polling by push silence is for. Nobody may reconnect, and who polls is never
/// staler than its push silence and a poll.
/// </summary>
public sealed record LostPushesFault : Fault
{
    public static readonly FaultKind About = new(
        "lost-pushes",
        "a share of the pushes never goes out, heartbeats are answered; clients must not reconnect",
        "loss: share of the pushes to these clients",
        "lost-pushes: { at: 12s, for: 12s, share: 30%, loss: 50% }",
        (section, placed) => new LostPushesFault { At = placed.At, For = placed.For, Share = placed.Share, Loss = section.Require("loss")?.Share() ?? 1 })
    {
        HasPath = false,
        NeedsControl = true,
        IsAlone = true,
        Check = fault => fault is LostPushesFault { Loss: not (> 0 and <= 1) } lost ? [("loss", $"must be more than 0% and at most 100%, but is {Units.ShowShare(lost.Loss)}")] : [],
    };

    public override string Kind => About.Name;

    /// <summary>Share of the pushes. More than 0, at most 1.</summary>
    public required double Loss { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false };

    public override string Detail => $"{Units.ShowShare(Loss)} of the pushes";
}
