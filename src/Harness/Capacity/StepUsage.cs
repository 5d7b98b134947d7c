using System.Collections.Immutable;

namespace Harness.Capacity;

/// <summary>What a step cost.</summary>
public sealed record StepUsage
{
    /// <summary>Each process of the run while the level was held; in one process, that alone.</summary>
    public ImmutableArray<RoleUse> Roles { get; init; } = [];

    /// <summary>Each process in its own busiest seconds of the load and the drain: a core that was used up for six seconds of forty is no longer to be seen in a mean. Empty: not read.</summary>
    public ImmutableArray<RoleUse> Busiest { get; init; } = [];

    /// <summary>Processors that were taken together in the busiest seconds: by the run, and by a target on this machine.</summary>
    public double BusiestTogether { get; init; }

    /// <summary>The target's own figures while the level was held: of the embedded one, or as somebody's target tells them; null: not measured.</summary>
    public RoleUse? Target { get; init; }

    /// <summary>Whether target and generator are on one machine for certain: the target is the embedded one, or its address is this machine's own.</summary>
    public bool SharesMachine { get; init; }

    /// <summary>Processors of the generator's machine.</summary>
    public required int Cores { get; init; }

    /// <summary>Processors that the generator took while the level was held: everything but the target.</summary>
    public double GeneratorCores => Roles.Where(role => role.Kind != RoleKind.Target).Sum(role => role.Cores);
}

/// <summary>What one process took.</summary>
/// <param name="Name">As in the report.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Cores">Processor time per time: 1 is one core.</param>
/// <param name="RssBytes">Resident memory at its peak; 0: not known.</param>
public sealed record RoleUse(string Name, RoleKind Kind, double Cores, long RssBytes);

/// <summary>What a process is.</summary>
public enum RoleKind
{
    /// <summary>A worker or a fault proxy: its sockets are served by one thread, so by one core.</summary>
    SingleThreaded,

    Target,

    /// <summary>Anything else: the run itself, or all roles in one process.</summary>
    Other,
}
