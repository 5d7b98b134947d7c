using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults.Kinds;

/// <summary>
/// A partition that comes and goes: data is held for a time, then delivered in order and let through for a time, again and again, in both directions and
/// on all connections of a cohort together. Where it goes again before the policy's bound nobody may reconnect, however long the flapping lasts.
/// </summary>
public sealed record FlappingFault : Fault
{
    public static readonly FaultKind About = new(
        "flapping",
        "a partition that comes and goes; faster than the policy's bound it must cause no reconnect",
        "on: duration of each partition, off: duration between two",
        "flapping: { at: 12s, for: 12s, share: 30%, path: websocket, on: 500ms, off: 700ms }",
        (section, placed) => new FlappingFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Path = placed.Path,
            On = section.Require("on")?.Duration() ?? Units.Longest,
            Off = section.Require("off")?.Duration() ?? Units.Longest,
        })
    {
        NotOnStock = "has no toxic that comes and goes by itself",
        Check = fault => CheckTimes((FlappingFault)fault),
    };

    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(10);

    public override string Kind => About.Name;

    /// <summary>How long data is held. At least 10 ms.</summary>
    public required TimeSpan On { get; init; }

    /// <summary>How long it passes in between. At least 10 ms.</summary>
    public required TimeSpan Off { get; init; }

    public override FaultTraits Traits => new() { MeantToBeNoticed = true, LongestSilence = On };

    public override string Detail => $"{Units.Show(On)} on, {Units.Show(Off)} off";

    public override Fault Scale(double factor) => (FlappingFault)base.Scale(factor) with { On = On * factor, Off = Off * factor };

    internal ImmutableArray<FaultToxic> Toxics() => [Flap(ToxicStream.Upstream), Flap(ToxicStream.Downstream)];

    private FaultToxic Flap(ToxicStream stream) => FaultToxic.Of(
        "flap", stream, ("toxic", new JsonObject { ["type"] = "stall" }), ("on", FaultToxic.Milliseconds(On)), ("off", FaultToxic.Milliseconds(Off)));

    private static IEnumerable<(string Key, string Message)> CheckTimes(FlappingFault fault)
    {
        if (fault.On < _shortest)
        {
            yield return ("on", $"must be at least {Units.Show(_shortest)}, but is {Units.Show(fault.On)}");
        }

        if (fault.Off < _shortest)
        {
            yield return ("off", $"must be at least {Units.Show(_shortest)}, but is {Units.Show(fault.Off)}");
        }
    }
}
