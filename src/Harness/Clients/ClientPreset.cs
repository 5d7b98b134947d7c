using System.Collections.Immutable;
using Harness.Clients.Presets;

namespace Harness.Clients;

/// <summary>A client of the field as data: its policy, in one line what it is, and where the values come from.</summary>
/// <param name="Policy">The policy with the values of the source.</param>
/// <param name="Meaning">One line for <c>harness presets</c>.</param>
/// <param name="Source">Where the values come from.</param>
public sealed record ClientPreset(ClientPolicy Policy, string Meaning, string Source)
{
    public string Name => Policy.Preset;
}

/// <summary>Every preset there is. A new preset adds one file in Presets/ and one line here.</summary>
public static class PresetRegistry
{
    public static readonly ImmutableArray<ClientPreset> All =
    [
        HeartbeatRounds.Preset,
        PingTimeout.Preset,
    ];

    private static readonly Dictionary<string, ClientPreset> _byName = All.ToDictionary(preset => preset.Name, StringComparer.Ordinal);

    /// <summary>The preset of that name, or null.</summary>
    public static ClientPreset? Find(string name) => _byName.GetValueOrDefault(name);
}
