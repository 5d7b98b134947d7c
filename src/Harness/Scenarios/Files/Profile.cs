using System.Collections.Immutable;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Validation;

namespace Harness.Scenarios.Files;

/// <summary>
/// A named list of scenario files that are run together: <c>profile: standard</c>, <c>scenarios: [latency.yaml, …]</c>.
/// Files are relative to the profile's own folder.
/// </summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Scenarios">The listed files, each at its place in the profile, for messages about them.</param>
internal sealed record Profile(string Name, ImmutableArray<(ConfigValue Place, string File)> Scenarios)
{
    /// <summary>The key that makes a file a profile.</summary>
    public const string Key = "profile";

    public static Profile Read(ConfigSection root)
    {
        ConfigValue? name = root.Require(Key);
        if (name?.Text() is { } text && !GeneralRule.IsName(text))
        {
            name.Error($"must be letters, digits, '-' and '_', but is {Units.Quote(text)}");
        }

        root.Find("description")?.Text();
        ConfigValue? list = root.Require("scenarios");
        ImmutableArray<ConfigValue> items = list?.Items() ?? [];
        if (list is { IsText: false } && items.IsEmpty)
        {
            list.Error("must have at least one file");
        }

        root.Close();
        return new Profile(
            name?.Text() ?? "",
            [.. items.Select(item => (Place: item, File: item.Text())).Where(entry => entry.File is not null).Select(entry => (entry.Place, entry.File!))]);
    }
}
