using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>One stage of a <c>load</c>: a mapping of its kind with its settings.</summary>
internal static class StageReader
{
    public static LoadStage Read(ConfigValue item, ConfigProblems problems)
    {
        var unreadable = new RampStage { Over = TimeSpan.FromSeconds(1) };
        if (item.Single("one stage, such as ramp or hold,", StageRegistry.All.Select(known => known.Name)) is not { } stage)
        {
            problems.Spoil(item.Path);
            return unreadable;
        }

        if (stage.Settings.Section() is not { } section)
        {
            return unreadable;
        }

        LoadStage read = StageRegistry.Find(stage.Key)!.Read(section);
        section.Close();
        return read;
    }
}
