using System.Collections.Concurrent;
using Harness.Judging;
using Harness.Runs;

namespace Harness.Tests.Runs.Functional;

/// <summary>Real runs take real time: these tests share one collection, and what several of them look at is run once.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsCollection : ICollectionFixture<RunGroups>
{
    public const string Name = "runs";
}

/// <summary>The same for those with one run at a time, or a few: a lane of <see cref="LanesLast"/>.</summary>
[CollectionDefinition(Name)]
public sealed class LightRunsCollection : ICollectionFixture<RunGroups>
{
    public const string Name = "light runs";
}

/// <summary>A run of one scenario, as tests look at it.</summary>
public sealed record RecordedRun(RunOutcome Outcome)
{
    public ScenarioResult Result => Outcome.Result.Scenarios.Single();

    /// <summary>The expressions that did not hold, in the order of the scenario.</summary>
    public string[] Failed => [.. Result.Assertions.Where(assertion => !assertion.Passed).Select(assertion => assertion.Expression)];

    public string[] Broken => [.. Result.Invariants.Where(invariant => !invariant.Passed).Select(invariant => invariant.Name)];

    /// <summary>What there is to see if an expectation does not hold.</summary>
    public string Story => string.Join(
        Environment.NewLine,
        [
            $"{Result.Name}: {Result.Verdict}, stalled {Result.Generator.StalledShare:P1} in {Result.Generator.Stalls.Length} stalls, timer lag p99 {Result.Generator.TimerLagP99Seconds * 1000:0} ms",
            .. Result.Notes,
            .. Result.Assertions.Select(a => $"{(a.Passed ? "  ok  " : "  FAIL")} {a.Expression}: {a.Actual} ({a.Offenders} clients)"),
            .. Result.Assertions.Where(a => !a.Passed).SelectMany(a => a.Evidence.Take(1)).Concat(Result.Invariants.SelectMany(i => i.Evidence.Take(1)))
                .SelectMany(e => e.Events.Select(told => $"    {told.Seconds:0.000} {told.What}").Prepend($"  client {e.Client}, cohort {e.Cohort}: {e.Why}")),
        ]);
}

/// <summary>Runs in this process, with their reports in a folder that goes away; what several tests look at is run once.</summary>
public sealed class RunGroups : IDisposable
{
    public const ulong Seed = 7;

    /// <summary>Runs of one group at a time: they mostly wait, but two cores stand no more of them without stalls.</summary>
    private const int AtATime = 10;

    private readonly string _output = Directory.CreateTempSubdirectory("harness-runs-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<Task<Dictionary<string, RecordedRun>>>> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<RunOutcome>>> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<SideBySide<string>>> _cases = new(StringComparer.Ordinal);

    /// <summary>Each scenario in a run of its own, all at the same time; by the scenarios' names.</summary>
    public Task<Dictionary<string, RecordedRun>> SideBySideAsync(string group, Func<IEnumerable<RunnableScenario>> scenarios, ulong seed = Seed) =>
        _groups.GetOrAdd(group, _ => new(() => RunAllAsync(scenarios(), seed))).Value;

    /// <summary>Cases of a class that are more than a run, played at the same time; by the class's name and the case's.</summary>
    internal Task AskAsync(string group, string one, Func<SideBySide<string>> cases) => _cases.GetOrAdd(group, _ => new(cases)).Value.AskAsync(one);

    /// <summary>One run of several scenarios.</summary>
    public Task<RunOutcome> InARowAsync(string group, IReadOnlyList<RunnableScenario> scenarios) =>
        _rows.GetOrAdd(group, _ => new(() => RunAsync(scenarios, new RunOptions { Seed = Seed }, _ => { }, CancellationToken.None))).Value;

    /// <summary>One run, never shared.</summary>
    public Task<RunOutcome> RunAsync(IReadOnlyList<RunnableScenario> scenarios, RunOptions options, Action<RunProgress> progress, CancellationToken cancellation) =>
        HarnessRun.RunAsync(
            scenarios, scenarios[0].Scenario.Name, options with { Processes = false, OutputFolder = Path.Combine(_output, Guid.NewGuid().ToString("n")) },
            progress, cancellation);

    public void Dispose() => Directory.Delete(_output, recursive: true);

    private async Task<Dictionary<string, RecordedRun>> RunAllAsync(IEnumerable<RunnableScenario> scenarios, ulong seed)
    {
        using var places = new SemaphoreSlim(AtATime);
        RunOutcome[] runs = await Task.WhenAll(scenarios.Select(async scenario =>
        {
            await places.WaitAsync();
            try
            {
                return await RunAsync([scenario], new RunOptions { Seed = seed }, _ => { }, CancellationToken.None);
            }
            finally
            {
                places.Release();
            }
        }));
        return runs.Select(outcome => new RecordedRun(outcome)).ToDictionary(run => run.Result.Name, StringComparer.Ordinal);
    }
}
