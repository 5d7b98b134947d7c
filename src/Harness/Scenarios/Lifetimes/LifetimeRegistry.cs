using System.Collections.Immutable;

namespace Harness.Scenarios.Lifetimes;

/// <summary>Every kind of lifetime there is. A new kind adds one line here.</summary>
public static class LifetimeRegistry
{
    public static readonly ImmutableArray<LifetimeKind> All =
    [
        ConstantLifetime.About,
        UniformLifetime.About,
        ExponentialLifetime.About,
        LognormalLifetime.About,
    ];

    private static readonly Dictionary<string, LifetimeKind> _byName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of that name, or null.</summary>
    public static LifetimeKind? Find(string name) => _byName.GetValueOrDefault(name);
}
