using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>Whoever connects gets RST, as if nobody listened; open connections are left alone. It shows beside a fault that ends connections.</summary>
public sealed record RefuseFault : Fault
{
    public static readonly FaultKind About = new(
        "refuse",
        "new connections are refused, open ones are left alone",
        "none",
        "refuse: { at: 12s, for: 12s, share: 30%, path: websocket }",
        (_, placed) => new RefuseFault { At = placed.At, For = placed.For, Share = placed.Share, Path = placed.Path })
    {
        NotOnStock = "refuses new connections only by closing the open ones too (enabled: false)",
    };

    /// <summary>Of the port, whatever the stream.</summary>
    internal static readonly ImmutableArray<FaultToxic> Toxics = [FaultToxic.Of("refuse", ToxicStream.Downstream)];

    public override string Kind => About.Name;

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, KeepsAway = true };
}
