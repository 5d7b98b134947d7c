using Harness.Runs;
using Harness.Scenarios.Files;

namespace Harness.Cli;

/// <summary>Scenario files as commands take them: everything that is wrong is said at once.</summary>
internal static class Loading
{
    /// <summary>Who has more than this to mend begins with these.</summary>
    private const int MostShown = 100;

    /// <summary>Loads what a command was given, warnings to standard error.</summary>
    /// <param name="files">Files and folders; empty: the profile.</param>
    /// <param name="profile">A profile that ships beside the program; null: none was asked for.</param>
    /// <exception cref="UsageException">Something is wrong with them; the message has all of it.</exception>
    public static LoadResult Load(string[] files, string? profile) => Checked(ScenarioFile.Load(Paths(files, profile)));

    /// <summary>What was loaded, warnings to standard error.</summary>
    /// <exception cref="UsageException">Something is wrong with it; the message has all of it.</exception>
    public static LoadResult Checked(LoadResult loaded)
    {
        foreach (string warning in Most(loaded.Warnings, "warnings"))
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        return loaded.IsValid ? loaded : throw new UsageException(string.Join(Environment.NewLine, Most(loaded.Errors, "errors")));
    }

    /// <exception cref="UsageException">There is no such profile, or both were given.</exception>
    public static IReadOnlyList<string> Paths(string[] files, string? profile) => (files, profile) switch
    {
        ([], _) => [ShippedProfiles.Find(profile ?? ShippedProfiles.Standard)],
        (_, null) => files,
        _ => throw new UsageException($"--profile {profile} is run in place of files: give one or the other."),
    };

    /// <summary>The first of many messages, and how many more there are.</summary>
    public static IEnumerable<string> Most(IReadOnlyCollection<string> messages, string what) => messages.Count <= MostShown
        ? messages
        : messages.Take(MostShown).Append($"and {messages.Count - MostShown} more {what}");
}
