using System.Collections.Immutable;

namespace Harness.Scenarios.Stages;

/// <summary>Every kind of stage there is. A new kind adds one line here.</summary>
public static class StageRegistry
{
    public static readonly ImmutableArray<StageKind> All =
    [
        RampStage.About,
        HoldStage.About,
        KeepStage.About,
        StepStage.About,
        SpikeStage.About,
        SineStage.About,
        PauseStage.About,
        ArrivalsStage.About,
        RampingArrivalsStage.About,
        PoissonArrivalsStage.About,
        RandomArrivalsStage.About,
        ReplayStage.About,
    ];

    private static readonly Dictionary<string, StageKind> _byName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of that name, or null.</summary>
    public static StageKind? Find(string name) => _byName.GetValueOrDefault(name);
}
