using System.CommandLine;
using System.Globalization;
using Harness.Scenarios.Files;

namespace Harness.Cli;

/// <summary><c>harness profiles</c>: the lists of scenarios that ship beside the program.</summary>
internal static class ProfilesCommand
{
    public static Command Create()
    {
        var command = new TaughtCommand(
            "profiles",
            "Lists the profiles: sets of scenarios that are run together.",
            """
            A profile of your own is a file too (docs/scenario-format.md): profile: mine, scenarios: [a.yaml, folder].

            Try it: harness profiles
                    harness run --profile smoke
                    harness run --profile nightly --out reports
            """);
        command.SetAction(_ =>
        {
            foreach (string name in ShippedProfiles.Names)
            {
                LoadResult loaded = ScenarioFile.Load([ShippedProfiles.Find(name)]);
                var time = TimeSpan.FromTicks(loaded.Scenarios.Sum(each => (each.Scenario.Duration + each.Scenario.Drain).Ticks));
                string settings = $"{(loaded.Settings.TimeScale is { } scale ? string.Create(CultureInfo.InvariantCulture, $", times {scale}") : "")}{(loaded.Settings.Clients is { } clients ? $", {clients:N0} clients each" : "")}";
                Console.Out.WriteLine($"  {name,-10} {loaded.Scenarios.Length,3} scenarios, {Length(time * (loaded.Settings.TimeScale ?? 1))}{settings}");
                Console.Out.WriteLine($"  {"",-10} {string.Join(' ', loaded.Profiles.Select(profile => profile.Description))}");
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    private static string Length(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? $"{time.TotalSeconds:0} s" : $"{time.TotalMinutes:0} min";
}
