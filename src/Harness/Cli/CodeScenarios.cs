using System.Collections.Immutable;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;

namespace Harness.Cli;

/// <summary>The scenarios of a C# program, held to the rules of scenario files.</summary>
/// <param name="scenarios">At least one.</param>
/// <param name="file">The C# file that was started, for errors and the report; null: unknown.</param>
internal sealed class CodeScenarios(ImmutableArray<Scenario> scenarios, string? file)
{
    /// <summary>What a run of several of them is called.</summary>
    public string Name => Path.GetFileNameWithoutExtension(file) is { Length: > 0 } name ? name : "scenarios";

    /// <summary>How the program is started again.</summary>
    public string Command => file is null ? "(this program)" : $"dotnet run {Path.GetRelativePath(Environment.CurrentDirectory, file)} --";

    private string Place => file is null ? "" : $"{Path.GetRelativePath(Environment.CurrentDirectory, file)}: ";

    /// <summary>Everything that is wrong with them, at once.</summary>
    public LoadResult Check()
    {
        List<string> errors = [], warnings = [];
        if (scenarios.IsEmpty)
        {
            errors.Add($"{Place}no scenario is given");
        }

        foreach (Scenario scenario in scenarios)
        {
            ValidationResult found = ScenarioValidator.Validate(scenario);
            errors.AddRange(found.Errors.Select(error => $"{Place}{scenario.Name}: {error}"));
            warnings.AddRange(found.Warnings.Select(warning => $"{Place}{scenario.Name}: {warning}"));
        }

        errors.AddRange(scenarios.GroupBy(scenario => scenario.Name).Where(same => same.Count() > 1).Select(same => $"{Place}{same.Count()} scenarios are named \"{same.Key}\""));
        string source = file is not null && File.Exists(file) ? File.ReadAllText(file) : "";
        return new LoadResult([.. scenarios.Select(scenario => new LoadedScenario(scenario, file ?? scenario.Name, source))], [.. errors], [.. warnings]);
    }
}
