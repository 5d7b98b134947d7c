using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Runs.Roles;

/// <summary>What roles used of the CPU between two readings: while the run was judged, without their start and end.</summary>
internal sealed record JudgedUsage
{
    /// <summary>Nothing was read.</summary>
    public static readonly JudgedUsage None = new();

    private ImmutableArray<RoleResult> Before { get; init; } = [];

    private ImmutableArray<RoleResult> After { get; init; } = [];

    /// <summary>The first reading.</summary>
    public static JudgedUsage From(ImmutableArray<RoleResult> usage) => new() { Before = usage };

    /// <summary>With the last reading.</summary>
    public JudgedUsage To(ImmutableArray<RoleResult> usage) => this with { After = usage };

    /// <summary>A later reading with what was used between the two, where there were two.</summary>
    public ImmutableArray<RoleResult> In(ImmutableArray<RoleResult> usage) => [.. usage.Select(role => role with { JudgedCpuSeconds = Between(role.Name) })];

    private double? Between(string role) => Cpu(After, role) - Cpu(Before, role);

    private static double? Cpu(ImmutableArray<RoleResult> usage, string role) => usage.FirstOrDefault(used => used.Name == role)?.CpuSeconds;
}
