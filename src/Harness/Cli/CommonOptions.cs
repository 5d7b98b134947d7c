using System.CommandLine;

namespace Harness.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>Set by a run that starts the role: the role belongs to it and ends with it.</summary>
    public static readonly Option<bool> Owned = new("--owned") { Description = "Belongs to the process that started it.", Hidden = true };

    /// <summary>Where an owned role records its stalls.</summary>
    public static readonly Option<string?> Journal = new("--journal") { Description = "Journal file of an owned role.", Hidden = true };

    /// <summary>The seed of a run that is given none.</summary>
    public const ulong UsualSeed = 1;

    /// <summary>Where fixed randomness begins.</summary>
    public static readonly Option<ulong> Seed = Numbers.Option<ulong>(
        "--seed", UsualSeed, 0, ulong.MaxValue, "Fixes the plan: connect instants, jitter, faulted cohorts. Equal seeds give equal plans.");

    /// <summary>A profile that ships beside the program; each command has one of its own, because each reads it by itself.</summary>
    public static Option<string?> Profile() => new("--profile") { Description = "A profile that ships with Harness, in place of files (harness profiles).", HelpName = "name" };
}
