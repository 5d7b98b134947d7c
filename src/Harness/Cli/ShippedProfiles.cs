using Harness.Runs;
using Harness.Scenarios.Files.Config;

namespace Harness.Cli;

/// <summary>The profiles that lie beside the program, so that they are there whatever the current folder is.</summary>
internal static class ShippedProfiles
{
    /// <summary>What runs when nothing is named.</summary>
    public const string Standard = "standard";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "scenarios", "profiles");

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    /// <summary>The file of a profile.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static string Find(string name) => Names.Contains(name)
        ? Path.Combine(Folder, name + ".yaml")
        : throw new UsageException($"There is no profile {Units.Quote(name)}; {Nearest.Suggest(name, Names)}{(File.Exists(name) ? $". To run a profile of your own: harness run {name}" : "")}");
}
