using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults.Kinds;

/// <summary>A connection ends with FIN once so many bytes of the server have passed since the onset, or since it was opened. Clients are told, and come back to the same.</summary>
public sealed record DataLimitFault : Fault
{
    public static readonly FaultKind About = new(
        "data-limit",
        "a connection ends once the server has sent so many bytes; clients are told",
        "bytes: whole number",
        "data-limit: { at: 12s, for: 12s, share: 30%, path: websocket, bytes: 2000 }",
        (section, placed) => new DataLimitFault { At = placed.At, For = placed.For, Share = placed.Share, Path = placed.Path, Bytes = section.Require("bytes")?.Count() ?? 1 })
    {
        Check = fault => fault is DataLimitFault { Bytes: < 1 } limit ? [("bytes", $"must be at least 1, but is {limit.Bytes}")] : [],
    };

    public override string Kind => About.Name;

    /// <summary>Downstream bytes, the handshake's answer included. At least 1.</summary>
    public required int Bytes { get; init; }

    public override FaultTraits Traits { get; } = new() { MeantToBeNoticed = false, EndsConnections = true };

    public override string Detail => $"{Bytes} bytes";

    internal ImmutableArray<FaultToxic> Toxics() => [FaultToxic.Of("limit_data", ToxicStream.Downstream, ("bytes", Bytes))];
}
