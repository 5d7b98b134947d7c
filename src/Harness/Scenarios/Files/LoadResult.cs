using System.Collections.Immutable;

namespace Harness.Scenarios.Files;

/// <summary>A scenario with the file it came from.</summary>
/// <param name="Scenario">The scenario, free of errors.</param>
/// <param name="Path">The file, as the user named it or as it was found below the folder that the user named.</param>
/// <param name="Source">The file's text, for the report.</param>
public sealed record LoadedScenario(Scenario Scenario, string Path, string Source);

/// <summary>How a profile wants its scenarios run; null: as they are.</summary>
/// <param name="TimeScale">More than 0, at most 100.</param>
/// <param name="Clients">At least 1.</param>
public sealed record ProfileSettings(double? TimeScale = null, int? Clients = null);

/// <summary>A profile that was named.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">One line, or empty.</param>
public sealed record LoadedProfile(string Name, string Description);

/// <summary>What files and folders held. With any error nothing must be run, although the sound scenarios are listed.</summary>
/// <param name="Scenarios">In the order of files, of a profile's list, or of names in a folder.</param>
/// <param name="Errors">All of them, such as <c>scenarios/network/silent-drop.yaml:14: faults[0].for must be …</c>.</param>
/// <param name="Warnings">What is allowed but probably not meant, in the same form.</param>
public sealed record LoadResult(ImmutableArray<LoadedScenario> Scenarios, ImmutableArray<string> Errors, ImmutableArray<string> Warnings)
{
    /// <summary>The profiles that were named, without those that they list.</summary>
    public ImmutableArray<LoadedProfile> Profiles { get; init; } = [];

    /// <summary>Those of the profiles that were named; of what those list, and of profiles in folders, nothing is taken over.</summary>
    public ProfileSettings Settings { get; init; } = new();

    public bool IsValid => Errors.IsEmpty;
}
