using System.Collections.Immutable;

namespace Harness.Scenarios.Files.Validation;

/// <summary>A load brings somebody, each of its stages keeps its own rules, and none goes beyond the count.</summary>
internal static class LoadRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Populations.Any(population => population.Load.IsEmpty))
        {
            int count = scenario.Populations.Where(population => population.Load.IsEmpty).Sum(population => population.Clients.Count);
            string counted = scenario.Populations.Length == 1 ? "clients.count" : "the count of those that share it";
            Check(scenario.Load, count, counted, "load", findings);
        }
        else if (!scenario.Load.IsEmpty)
        {
            findings.Error("load", "does not apply: every population has a load of its own");
        }

        for (int i = 0; i < scenario.Populations.Length; i++)
        {
            if (!scenario.Populations[i].Load.IsEmpty)
            {
                Check(scenario.Populations[i].Load, scenario.Populations[i].Clients.Count, "its count", $"populations[{i}].load", findings);
            }
        }
    }

    private static void Check(ImmutableArray<LoadStage> load, int count, string counted, string path, Findings findings)
    {
        string[] counts = ["clients.count", "populations"];
        if (load.IsEmpty)
        {
            findings.Error(path, "must have at least one stage, such as ramp or arrivals");
            return;
        }

        if (!load[0].Brings)
        {
            findings.Error($"{path}[0]", $"must bring clients, but {load[0].Kind} does not: before the first stage there are none");
        }

        for (int i = 0; i < load.Length; i++)
        {
            // The key that the length has is one of the stage's own; a stage of steps has it in parts.
            findings.MoreThanZero($"{path}[{i}].{load[i].LengthKey}", load[i].Length);
            foreach ((string key, string message) in load[i].Check())
            {
                findings.Error($"{path}[{i}].{key}", message);
            }

            if (load[i].Least is { } least && least > count)
            {
                findings.Error($"{path}[{i}].min", $"must be at most {counted}, {count}, but is {least}", counts);
            }

            if (load[i].Most is { } most && most > count)
            {
                findings.Error($"{path}[{i}].{load[i].MostKey}", $"must be at most {counted}, {count}, but is {most}", counts);
            }
        }

        ImmutableArray<LoadStage> closed = [.. load.Where(stage => !stage.IsOpen && stage.Brings)];
        if (closed.Length > 0 && !closed.Any(stage => stage.FillsCount) && closed.Max(stage => stage.Most) is { } reached && reached < count)
        {
            findings.Warning(path, $"never reaches {(counted == "clients.count" ? $"the {count} clients of clients.count" : $"{counted}, {count}")}: at most {reached} run", counts);
        }
    }
}
