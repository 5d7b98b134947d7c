using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults.Kinds;

/// <summary>Data arrives in small pieces with a pause after each, in both directions, so that frames come apart. Clients must not notice.</summary>
public sealed record SlicingFault : Fault
{
    public static readonly FaultKind About = new(
        "slicing",
        "data arrives in small pieces with a pause after each; clients must not notice",
        "size: bytes of a piece on average, delay: duration after each (default 0s)",
        "slicing: { at: 12s, for: 12s, share: 30%, path: websocket, size: 3, delay: 2ms }",
        (section, placed) => new SlicingFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Path = placed.Path,
            Size = section.Require("size")?.Count() ?? 1,
            Delay = section.Find("delay")?.Duration() ?? TimeSpan.Zero,
        })
    {
        Check = fault => CheckPieces((SlicingFault)fault),
    };

    public override string Kind => About.Name;

    /// <summary>Bytes of a piece on average. At least 1.</summary>
    public required int Size { get; init; }

    /// <summary>After each piece. At least 0.</summary>
    public TimeSpan Delay { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false };

    public override string Detail => $"{Size} bytes each {Units.Show(Delay)}";

    public override Fault Scale(double factor) => (SlicingFault)base.Scale(factor) with { Delay = Delay * factor };

    internal ImmutableArray<FaultToxic> Toxics() => [Slicer(ToxicStream.Upstream), Slicer(ToxicStream.Downstream)];

    private FaultToxic Slicer(ToxicStream stream) =>
        FaultToxic.Of("slicer", stream, ("average_size", Size), ("size_variation", Size / 2), ("delay", (long)Delay.TotalMicroseconds));

    private static IEnumerable<(string Key, string Message)> CheckPieces(SlicingFault fault)
    {
        if (fault.Size < 1)
        {
            yield return ("size", $"must be at least 1, but is {fault.Size}");
        }

        if (fault.Delay < TimeSpan.Zero)
        {
            yield return ("delay", $"must be at least 0s, but is {Units.Show(fault.Delay)}");
        }
    }
}
