using Harness.Journal;
using Harness.Judging;
using Harness.Runs;

namespace Harness.Tests.Corpus;

/// <summary>What came of one entry.</summary>
/// <param name="Result">Judged.</param>
/// <param name="Journal">The facts.</param>
internal sealed record Played(ScenarioResult Result, RunJournal Journal)
{
    /// <summary>Metrics and invariants that did not hold.</summary>
    public IEnumerable<string> Broken =>
    [
        .. Result.Assertions.Where(assertion => !assertion.Passed).Select(assertion => assertion.Expression),
        .. Result.Invariants.Where(invariant => !invariant.Passed).Select(invariant => invariant.Name),
    ];

    /// <summary>The clients that are shown for an assertion or invariant.</summary>
    public IEnumerable<ClientEvidence> Against(string broken) =>
    [
        .. Result.Assertions.Where(assertion => !assertion.Passed && assertion.Expression == broken).SelectMany(assertion => assertion.Evidence),
        .. Result.Invariants.Where(invariant => !invariant.Passed && invariant.Name == broken).SelectMany(invariant => invariant.Evidence),
    ];

    /// <summary>What there is to see where an expectation does not hold.</summary>
    public string Story => string.Join(
        Environment.NewLine,
        [
            $"{Result.Name}: {Result.Verdict}, stalled {Result.Generator.StalledShare:P1}, timer lag p99 {Result.Generator.TimerLagP99Seconds * 1000:0} ms",
            .. Result.Notes,
            .. Result.Assertions.Select(a => $"{(a.Passed ? "  ok  " : "  FAIL")} {a.Expression}: {a.Actual} ({a.Offenders} clients)"),
            .. Result.Invariants.Where(i => !i.Passed).Select(i => $"  FAIL {i.Name}: {i.Violations} clients"),
            .. Result.Assertions.Where(a => !a.Passed).SelectMany(a => a.Evidence.Take(1)).Concat(Result.Invariants.SelectMany(i => i.Evidence.Take(1)))
                .SelectMany(e => e.Events.Select(told => $"    {told.Seconds:0.000} {told.What}").Prepend($"  client {e.Client}, cohort {e.Cohort}: {e.Why}")),
        ]);
}

/// <summary>Plays scenes in this process: roles, real sockets, journal, judge; everything but the reports.</summary>
internal static class CorpusRun
{
    /// <summary>At once: each run has some 20 clients and needs a twentieth of a core.</summary>
    private const int SideBySide = 8;

    /// <summary>Of a run in which the generator was in the way nothing can be said: it is played again, so often in all.</summary>
    private const int MostTries = 4;

    private static readonly SemaphoreSlim _turns = new(SideBySide);

    /// <summary>Plays a scene until it is valid.</summary>
    /// <param name="scene">What is played.</param>
    /// <param name="machine">Its clients; null: those of the policy.</param>
    public static async Task<Played> PlayAsync(Scene scene, MachineFactory? machine)
    {
        scene.Validate();
        await _turns.WaitAsync();
        try
        {
            Played played = (await PlayOnceAsync(scene, machine)).Played;
            for (int tries = 1; played.Result.Verdict == Verdict.Invalid && tries < MostTries; tries++)
            {
                played = (await PlayOnceAsync(scene, machine)).Played;
            }

            return played;
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Plays a scene once, with nothing beside it.</summary>
    /// <returns>What came of it, and the port that the target listened on.</returns>
    public static Task<(Played Played, int TargetPort)> PlayWatchedAsync(Scene scene)
    {
        scene.Validate();
        return PlayOnceAsync(scene, null);
    }

    private static async Task<(Played Played, int TargetPort)> PlayOnceAsync(Scene scene, MachineFactory? machine)
    {
        string folder = Directory.CreateTempSubdirectory("harness-corpus-").FullName;
        try
        {
            var roles = new StagedRoles(scene, machine);
            var options = new RunOptions { Seed = 7, Processes = false };
            var run = new ScenarioRun(scene.Scenario, options, roles, folder, new ProgressReporter(scene.Name, 1, 1, _ => { }, TimeProvider.System));
            await using (run)
            {
                ScenarioOutcome outcome = await run.RunAsync(CancellationToken.None);
                await roles.Events;
                Assert.True(outcome.Failure is null, outcome.Failure?.Message);
                ScenarioResult result = Judge.Run(new JudgedRun { Scenario = scene.Scenario, FaultCohorts = outcome.Plan.FaultCohorts, Journal = outcome.Journal });
                return (new Played(result, outcome.Journal), roles.TargetPort);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
