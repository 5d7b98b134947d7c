using System.Collections.Immutable;
using Harness.Faults.Kinds;

namespace Harness.Faults;

/// <summary>Every kind of fault there is. A new kind adds one line here.</summary>
public static class FaultRegistry
{
    public static readonly ImmutableArray<FaultKind> All =
    [
        LatencyFault.About,
        SilentDropFault.About,
        OneWayDropFault.About,
        HalfOpenFault.About,
        PartitionFault.About,
        FlappingFault.About,
        ResetFault.About,
        RefuseFault.About,
        IdleCutoffFault.About,
        DataLimitFault.About,
        BandwidthFault.About,
        SlicingFault.About,
        SlowCloseFault.About,
        ZombieFault.About,
        LostPushesFault.About,
        BusyFault.About,
        NodeCrashFault.About,
        RestartFault.About,
        AuthRefusedFault.About,
        SuspendFault.About,
    ];

    private static readonly Dictionary<string, FaultKind> _byName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of that name, or null.</summary>
    public static FaultKind? Find(string name) => _byName.GetValueOrDefault(name);
}
