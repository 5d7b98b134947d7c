using System.Collections.Immutable;
using Harness.Data.Families;

namespace Harness.Data;

/// <summary>Every placeholder by name, but for feeds' columns and environment variables. A new one adds one line to its family, a new family one line here.</summary>
public static class PlaceholderRegistry
{
    /// <summary>In the order of the docs.</summary>
    public static ImmutableArray<Placeholder> All { get; } =
    [
        .. IdentityPlaceholders.All,
        .. UserPlaceholders.All,
        .. AddressPlaceholders.All,
        .. CompanyPlaceholders.All,
        .. InternetPlaceholders.All,
        .. DrawnPlaceholders.All,
        .. TextPlaceholders.All,
        .. NumberPlaceholders.All,
        .. RandomPlaceholders.All,
        .. ProductPlaceholders.All,
        .. TimePlaceholders.All,
    ];

    private static readonly Dictionary<string, Placeholder> _byName = All.ToDictionary(placeholder => placeholder.Name, StringComparer.Ordinal);

    /// <summary>The names before the dots, which no feed can have.</summary>
    public static ImmutableArray<string> Families { get; } = [.. All.Select(placeholder => placeholder.Family).Append(EnvironmentVariables.Prefix[..^1]).Distinct()];

    /// <summary>The placeholder of that name, or null.</summary>
    public static Placeholder? Find(string name) => _byName.GetValueOrDefault(name);
}
