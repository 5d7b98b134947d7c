using System.CommandLine;
using System.Globalization;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Config;

namespace Harness.Cli;

/// <summary><c>harness check</c>: what <c>harness run</c> would say about its input, and nothing is started.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file or folder") { Description = "Scenario files, profiles, or folders of them.", Arity = ArgumentArity.ZeroOrMore };
        files.Validators.Add(Mistyped.RefuseOptions);
        Option<string?> profile = CommonOptions.Profile();
        var adjusting = new Adjusting();
        var command = new TaughtCommand(
            "check",
            "Validates scenario files without running them: every error of every file at once.",
            """
            Each error is one line, file:line: path rule and value. Exit codes: 0 all can be run, 2 some cannot.

            Try it: harness check scenarios
                    harness check my-first.yaml --clients 50 --time-scale 0.2
                    harness check --profile nightly
            """)
        {
            files,
            profile,
        };
        foreach (Option option in adjusting.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            string[] given = parsed.GetValue(files) ?? [];
            if (given.Length == 0 && parsed.GetValue(profile) is null)
            {
                throw new UsageException("harness check needs files or folders, or --profile NAME.");
            }

            LoadResult loaded = Loading.Load(given, parsed.GetValue(profile));
            IReadOnlyList<(LoadedScenario, Scenario)> adjusted = adjusting.Apply(parsed, loaded, loaded.Scenarios);
            CheckPlans(adjusted.Select(each => each.Item2));
            foreach ((LoadedScenario file, Scenario scenario) in adjusted)
            {
                Console.Out.WriteLine($"{file.Path}: {Describe(scenario)}");
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    /// <summary>What only a plan shows, under the seed that a run has unless another one is given: how many sessions there are where lifetimes or arrivals are drawn.</summary>
    /// <exception cref="UsageException">They are more than a run can hold, or than a feed has rows.</exception>
    private static void CheckPlans(IEnumerable<Scenario> scenarios)
    {
        var errors = new List<string>();
        foreach (Scenario scenario in scenarios)
        {
            try
            {
                FeedNeeds.Check(scenario, RunPlan.Create(scenario, CommonOptions.UsualSeed));
            }
            catch (UsageException e)
            {
                errors.Add(e.Message);
            }
        }

        if (errors.Count > 0)
        {
            throw new UsageException(string.Join(Environment.NewLine, errors));
        }
    }

    /// <summary>Who connects, how long it takes, what breaks, what must hold: to see that a file says what was meant.</summary>
    private static string Describe(Scenario scenario)
    {
        string faults = scenario.Faults.IsEmpty ? "nothing breaks" : string.Join(", ", scenario.Faults.Select(Describe));
        string assertions = scenario.Assertions.Length == 1 ? "1 assertion" : $"{scenario.Assertions.Length} assertions";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Name}, {string.Join(" and ", scenario.Populations.Select(population => string.Create(CultureInfo.InvariantCulture, $"{population.Clients.Count:N0} clients ({population.Clients.Policy.Preset})")))}, {(scenario.Duration + scenario.Drain).TotalSeconds:0.#} s; {faults}; {assertions}");
    }

    private static string Describe(Fault fault) =>
        $"{fault.Kind} at {Units.Show(fault.At)}{(fault.For is { } time ? $" for {Units.Show(time)}" : "")}{(fault.Share < 1 ? $" on {Units.ShowShare(fault.Share)}" : "")}";
}
