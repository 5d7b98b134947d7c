using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults.Kinds;

/// <summary>Data passes, but the end of a connection follows late: clients go on believing in one that the server has closed. It shows beside a fault of the server.</summary>
public sealed record SlowCloseFault : Fault
{
    public static readonly FaultKind About = new(
        "slow-close",
        "the server's end of a connection reaches clients late; data passes",
        "delay: duration",
        "slow-close: { at: 12s, for: 12s, share: 30%, path: websocket, delay: 1s }",
        (section, placed) => new SlowCloseFault { At = placed.At, For = placed.For, Share = placed.Share, Path = placed.Path, Delay = section.Require("delay")?.Duration() ?? Units.Longest })
    {
        Check = fault => fault is SlowCloseFault { Delay.Ticks: <= 0 } slow ? [("delay", $"must be more than 0s, but is {Units.Show(slow.Delay)}")] : [],
    };

    public override string Kind => About.Name;

    /// <summary>From the end of the server's side to that of the client's. More than 0.</summary>
    public required TimeSpan Delay { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, KeepsAway = true };

    public override string Detail => $"{Units.Show(Delay)} late";

    public override Fault Scale(double factor) => (SlowCloseFault)base.Scale(factor) with { Delay = Delay * factor };

    internal ImmutableArray<FaultToxic> Toxics() => [FaultToxic.Of("slow_close", ToxicStream.Downstream, ("delay", FaultToxic.Milliseconds(Delay)))];
}
