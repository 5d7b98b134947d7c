using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Validation;
using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files;

/// <summary>Scenario and profile files to scenarios. Nothing is thrown for what a file holds or for a file that is not there: all of it is in the result.</summary>
public static class ScenarioFile
{
    /// <summary>
    /// Loads files and folders. A folder stands for every <c>*.yaml</c> and <c>*.yml</c> below it, in ordinal order; a profile stands for the files it lists.
    /// A scenario that is reached twice is loaded once.
    /// </summary>
    public static LoadResult Load(IEnumerable<string> filesOrFolders)
    {
        var loading = new ScenarioLoading();
        foreach (string path in filesOrFolders)
        {
            loading.AddFileOrFolder(path);
        }

        return loading.Finish();
    }

    /// <summary>Reads one scenario from text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The name that messages begin with.</param>
    public static LoadResult Parse(string text, string file)
    {
        var problems = new ConfigProblems(file);
        Scenario? scenario = YamlText.Root(text, "a scenario", problems) is { } root ? Read(root, problems) : null;
        return new LoadResult(scenario is null ? [] : [new LoadedScenario(scenario, file, text)], problems.Errors, problems.Warnings);
    }

    /// <summary>The scenario of a root mapping; null when <paramref name="problems"/> says why there is none.</summary>
    internal static Scenario? Read(YamlMappingNode root, ConfigProblems problems)
    {
        Scenario scenario = ScenarioReader.Read(new ConfigSection("", root, 1, problems), problems);
        ValidationResult validation = ScenarioValidator.Validate(scenario, problems.Unusable);
        foreach (Finding error in validation.Errors)
        {
            problems.Error(error.Path, error.Message);
        }

        foreach (Finding warning in validation.Warnings)
        {
            problems.Warning(warning.Path, warning.Message);
        }

        return problems.Errors.IsEmpty ? scenario : null;
    }
}
