using System.Collections.Immutable;

namespace Harness.Capacity.Levers;

/// <summary>Everything that a search can vary.</summary>
public static class LeverRegistry
{
    public static readonly ImmutableArray<ILever> All =
    [
        new ClientsLever(),
        new ArrivalsLever(),
        new MessagesLever(),
    ];

    private static readonly Dictionary<string, ILever> _byName = All.ToDictionary(lever => lever.Name, StringComparer.Ordinal);

    /// <summary>The lever of that name, or null.</summary>
    public static ILever? Find(string name) => _byName.GetValueOrDefault(name);
}
