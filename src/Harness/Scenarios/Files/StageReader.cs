using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>One stage of a <c>load</c>: a mapping of its kind with its settings.</summary>
internal static class StageReader
{
    public static LoadStage Read(ConfigValue item, ConfigProblems problems)
    {
        var unreadable = new RampStage { Over = TimeSpan.FromSeconds(1) };
        if (item.Single("one stage, such as ramp or hold,") is not { } stage)
        {
            problems.Spoil(item.Path);
            return unreadable;
        }

        if (StageRegistry.Find(stage.Key) is not { } kind)
        {
            problems.Error($"{item.Path}.{stage.Key}", $"is not known; {Nearest.Suggest(stage.Key, [.. StageRegistry.All.Select(known => known.Name)])}", stage.Settings.Line);
            problems.Spoil(item.Path);
            return unreadable;
        }

        if (stage.Settings.Section() is not { } section)
        {
            return unreadable;
        }

        LoadStage read = kind.Read(section);
        section.Close();
        return read;
    }
}
