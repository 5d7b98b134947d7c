using System.Collections.Immutable;
using System.Globalization;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Validation;

namespace Harness.Scenarios.Files;

/// <summary>
/// A named list of what is run together: <c>profile: standard</c>, <c>scenarios: [latency.yaml, …]</c>. Entries are scenario files, folders and other
/// profiles, relative to the profile's own folder.
/// </summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Scenarios">The entries, each at its place in the profile, for messages about them.</param>
/// <param name="Settings">How its scenarios are run, unless the command line says otherwise.</param>
internal sealed record Profile(string Name, string Description, ImmutableArray<(ConfigValue Place, string File)> Scenarios, ProfileSettings Settings)
{
    /// <summary>The key that makes a file a profile.</summary>
    public const string Key = "profile";

    private const double SlowestScale = 100;
    private const int MostClients = 1_000_000;

    public static Profile Read(ConfigSection root)
    {
        ConfigValue? name = root.Require(Key);
        string? text = name?.Text(GeneralRule.NameShape);
        if (text is not null && !GeneralRule.IsName(text))
        {
            name!.Error($"must be letters, digits, '-' and '_', but is {Units.Quote(text)}");
        }

        string description = root.Find("description")?.Text() ?? "";
        ConfigValue? list = root.Require("scenarios");
        ImmutableArray<ConfigValue> items = list?.Items() ?? [];
        if (list is { IsText: false, HasItems: false })
        {
            list.Error("must have at least one file");
        }

        ProfileSettings settings = ReadSettings(root);
        root.Close();
        return new Profile(
            text ?? "",
            description,
            [.. items.Select(item => (Place: item, File: item.Text())).Where(entry => entry.File is not null).Select(entry => (entry.Place, entry.File!))],
            settings);
    }

    private static ProfileSettings ReadSettings(ConfigSection root)
    {
        ConfigValue? scale = root.Find("time_scale");
        double? factor = scale?.Number();
        if (factor is { } given and not (> 0 and <= SlowestScale))
        {
            scale!.Error(string.Create(CultureInfo.InvariantCulture, $"must be more than 0 and at most {SlowestScale}, but is {given}"));
        }

        ConfigValue? clients = root.Find("clients");
        int? count = clients?.Count();
        if (count is { } many and not (>= 1 and <= MostClients))
        {
            clients!.Error(string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {MostClients}, but is {many}"));
        }

        return new ProfileSettings(factor, count);
    }
}
