using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults.Kinds;

/// <summary>What a busy server refuses.</summary>
public enum BusyPart
{
    /// <summary>Handshakes, polls and fetches.</summary>
    All,

    /// <summary>Polls and fetches.</summary>
    Requests,

    /// <summary>Handshakes.</summary>
    Handshakes,
}

/// <summary>The server answers a share of its requests 503 (field notes 004), whoever they come from. Open sockets are sound, so nobody may reconnect because of it.</summary>
public sealed record BusyFault : Fault
{
    public static readonly FaultKind About = new(
        "busy",
        "the server answers a share of requests or handshakes 503, to everybody; open sockets are sound",
        "likelihood: share of the answers, of: requests | handshakes | all (default); no 'share': it is the server's",
        "busy: { at: 12s, for: 12s, likelihood: 30%, of: requests }",
        (section, placed) => new BusyFault
        {
            At = placed.At,
            For = placed.For,
            Share = placed.Share,
            Path = FaultPath.Http,
            Likelihood = section.Require("likelihood")?.Share() ?? 1,
            Of = section.Find("of")?.OneOf(("requests", BusyPart.Requests), ("handshakes", BusyPart.Handshakes), ("all", BusyPart.All)) ?? BusyPart.All,
        })
    {
        HasShare = false,
        HasPath = false,
        NeedsControl = true,
        IsAlone = true,
        Check = fault => fault is BusyFault { Likelihood: not (> 0 and <= 1) } busy
            ? [("likelihood", $"must be more than 0% and at most 100%, but is {Units.ShowShare(busy.Likelihood)}")]
            : [],
    };

    public override string Kind => About.Name;

    /// <summary>Share of the answers. More than 0, at most 1.</summary>
    public required double Likelihood { get; init; }

    public BusyPart Of { get; init; }

    public override FaultTraits Traits => new() { MeantToBeNoticed = false, KeepsAway = true };

    public override string Detail => $"{Units.ShowShare(Likelihood)} of {(Of == BusyPart.All ? "requests and handshakes" : Of == BusyPart.Requests ? "requests" : "handshakes")}";
}
