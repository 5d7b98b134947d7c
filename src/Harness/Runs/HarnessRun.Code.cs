using System.Collections.Immutable;
using Harness.Scenarios;

namespace Harness.Runs;

/// <content>Scenarios in C#, in this process.</content>
public static partial class HarnessRun
{
    /// <summary>
    /// Runs a scenario with everything in this process (target, fault proxy, clients), for a test: <c>(await HarnessRun.StartAsync(scenario)).ShouldPass();</c>
    /// Writes the report of every run.
    /// </summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="options">Seed, target, and where reports go; null: the embedded target, seed 1, and a folder of the system's temporary ones.</param>
    /// <param name="attempts">A run that the machine was in the way of (invalid) says nothing, and is run again, up to so many times in all. At least 1.</param>
    /// <param name="cancellation">Ends the run early: it is incomplete then, and does not pass.</param>
    /// <exception cref="UsageException">It cannot be run: everything that is wrong with it.</exception>
    /// <exception cref="EnvironmentException">It could not be started, or a part of it died.</exception>
    public static async Task<TestedRun> StartAsync(Scenario scenario, RunOptions? options = null, int attempts = 4, CancellationToken cancellation = default)
    {
        var runnable = RunnableScenario.Valid(scenario);
        RunOptions chosen = (options ?? new RunOptions { OutputFolder = Path.Combine(Path.GetTempPath(), "harness-runs"), Command = "HarnessRun.StartAsync" }) with { Processes = false };
        while (true)
        {
            RunOutcome outcome = await RunAsync([runnable], scenario.Name, chosen, _ => { }, cancellation).ConfigureAwait(false);
            if (outcome.Failure is { } failure)
            {
                throw failure;
            }

            if (outcome.Result.Verdict != Judging.Verdict.Invalid || --attempts <= 0)
            {
                return new TestedRun(outcome.Result, outcome.Folder);
            }
        }
    }

    /// <summary>A worker of another process has the plan, and nothing of the code.</summary>
    private static void RefuseFarCode(IReadOnlyList<RunnableScenario> scenarios, RunOptions options)
    {
        if (options.Processes && scenarios.FirstOrDefault(runnable => runnable.Scenario.HasCode) is { } near)
        {
            throw new UsageException($"{near.Scenario.Name} has code, which lives in this process: run it with Processes = false.");
        }
    }

    private static ImmutableArray<string> CodeNotes(Scenario scenario) => scenario.Populations.All(population => population.Clients.UnderTest is null)
        ? []
        : ["Clients are under test: judged are the connections that they report. Their heartbeats, polls and versions are not measured, so invariants about those hold for lack of facts."];
}
