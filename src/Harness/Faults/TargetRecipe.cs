using Harness.Journal;

namespace Harness.Faults;

/// <summary>A fault that the target makes when it is ordered to.</summary>
/// <param name="begin">The order at the onset.</param>
/// <param name="end">The order at the removal; null: an event.</param>
internal sealed class TargetRecipe(Func<FaultScene, CancellationToken, Task> begin, Func<FaultScene, CancellationToken, Task>? end = null) : IFaultRecipe
{
    /// <summary>A crashed target comes back this long after it should have, should the run have died meanwhile.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public FaultBackend Backend => FaultBackend.Target;

    /// <summary>The target crashes and comes back.</summary>
    public static TargetRecipe Crash { get; } = new(
        (scene, cancellation) => scene.Target.CrashAsync((scene.Fault.For ?? TimeSpan.Zero) + Grace, null, cancellation),
        (scene, cancellation) => scene.Target.RestoreAsync(null, cancellation));

    public Task BeginAsync(FaultScene scene, CancellationToken cancellation) => scene.EdgeAsync(FaultEdge.Onset, () => begin(scene, cancellation), cancellation);

    public Task EndAsync(FaultScene scene, CancellationToken cancellation) => end is null
        ? throw new InvalidOperationException($"{scene.Fault.Kind} is an event: it is not taken away")
        : scene.EdgeAsync(FaultEdge.Removal, () => end(scene, cancellation), cancellation);
}
