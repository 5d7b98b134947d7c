using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Harness.Clients;
using Harness.Data;
using Harness.Faults;
using Harness.History;
using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Results;
using Harness.Metrics;
using Harness.Reporting;
using Harness.Runs.Roles;
using Harness.Scenarios;
using Harness.Scenarios.Files.Validation;

namespace Harness.Runs;

/// <summary>A scenario to run, with the text it came from for the report.</summary>
/// <param name="Scenario">As it is to be run.</param>
/// <param name="Source">Its text; empty: it was built in C#.</param>
/// <param name="Origin">Where that came from, and what was changed; null: the run cannot be judged again from its text.</param>
public sealed record RunnableScenario(Scenario Scenario, string Source = "", ScenarioOrigin? Origin = null)
{
    /// <summary>A scenario that was built in C#, held to the rules of scenario files.</summary>
    /// <exception cref="UsageException">It cannot be run: everything that is wrong with it.</exception>
    public static RunnableScenario Valid(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ValidationResult valid = ScenarioValidator.Validate(scenario);
        return valid.IsValid
            ? new RunnableScenario(scenario)
            : throw new UsageException($"The scenario {scenario.Name} cannot be run:{string.Concat(valid.Errors.Select(error => $"{Environment.NewLine}  {error}"))}");
    }

    /// <summary>Names of the metrics that the target gives no facts for.</summary>
    public ImmutableArray<string> NotMeasured { get; init; } = [];
}

/// <summary>What came of a run.</summary>
/// <param name="Result">Judged; what did not happen any more is missing.</param>
/// <param name="Folder">Where its reports are.</param>
/// <param name="Failure">Why the environment ended it; null if it did not.</param>
public sealed record RunOutcome(RunResult Result, string Folder, EnvironmentException? Failure);

/// <summary>Scenarios in, judged result and reports out: the library behind <c>harness run</c>.</summary>
public static partial class HarnessRun
{
    /// <summary>Runs scenarios one after the other, judges each from its journal, and writes the report folder.</summary>
    /// <param name="scenarios">Validated; at least one.</param>
    /// <param name="name">Goes into the folder's name.</param>
    /// <param name="progress">Told twice a second.</param>
    /// <param name="cancellation">Ends the run early; the report of what happened is written and says incomplete.</param>
    /// <exception cref="UsageException">A scenario asserts what this target cannot be measured by.</exception>
    /// <exception cref="EnvironmentException">Nothing could be started; there is no report then.</exception>
    public static Task<RunOutcome> RunAsync(
        IReadOnlyList<RunnableScenario> scenarios, string name, RunOptions options, Action<RunProgress> progress, CancellationToken cancellation)
    {
        var secrets = RunSecrets.Of(scenarios.Select(runnable => runnable.Scenario));
        return secrets.GuardAsync(() => RunAsync(scenarios, name, options, secrets, progress, cancellation));
    }

    private static async Task<RunOutcome> RunAsync(
        IReadOnlyList<RunnableScenario> scenarios, string name, RunOptions options, RunSecrets secrets, Action<RunProgress> progress, CancellationToken cancellation)
    {
        RefuseIdleTls(scenarios, options);
        RefuseFarCode(scenarios, options);
        RefuseIdleProtocol(scenarios, options);
        await FaultBackendProbe.CheckAsync(options).ConfigureAwait(false);
        await Listening.WaitAsync(options, cancellation).ConfigureAwait(false);
        foreach (Uri toxiproxy in options.Toxiproxies)
        {
            await ToxiproxyProbe.CheckAsync(toxiproxy, cancellation).ConfigureAwait(false);
            if (FaultNeeds.NotOnStock(scenarios).Any() && await ToxiproxyProbe.IsStockAsync(toxiproxy, cancellation).ConfigureAwait(false))
            {
                FaultNeeds.CheckOnStock(toxiproxy, scenarios);
            }
        }

        // What does not fit is refused before the first scenario, not after it.
        foreach (RunnableScenario runnable in scenarios)
        {
            var plan = RunPlan.Create(runnable.Scenario, options.Seed);
            FeedNeeds.Check(runnable.Scenario, plan);
            RolePlan roles = RolePlanner.Plan(runnable.Scenario, plan.Peaks, options, Machine.Read().DescriptorLimit);
            CheckPorts(runnable.Scenario, roles.Nodes, options);
        }

        ImmutableArray<(RunnableScenario Run, ImmutableArray<string> Notes)> measurable = await TargetFacts.MeasurableAsync(scenarios, options, cancellation).ConfigureAwait(false);
        DateTimeOffset startedAt = options.Time.GetUtcNow();
        long started = options.Time.GetTimestamp();
        string folder = CreateFolder(options.OutputFolder, startedAt, name);
        string work = Path.Combine(folder, ".roles");
        RunResult blank = new()
        {
            Seed = options.Seed,
            Command = options.Command,
            Verdict = Verdict.Incomplete,
            StartedAt = startedAt,
            DurationSeconds = 0,
            TimeScale = options.TimeScale,
            Environment = DescribeEnvironment(options),
            Scenarios = [],
        };
        RunOutset outset = secrets.Mask(new RunOutset(blank, folder, [.. measurable.Select(entry => OutsetOf(entry.Run.Scenario))]));
        Tell(options, observer => observer.Begins(outset));
        var results = ImmutableArray.CreateBuilder<ScenarioResult>();
        var journals = new List<(string Scenario, RunJournal Journal)>();
        EnvironmentException? failure = null;
        try
        {
            foreach (((RunnableScenario runnable, ImmutableArray<string> notes), int i) in measurable.Select((entry, i) => (entry, i)))
            {
                if (cancellation.IsCancellationRequested || failure is not null)
                {
                    break;
                }

                string roleFolder = Directory.CreateDirectory(Path.Combine(work, runnable.Scenario.Name)).FullName;
                ScenarioOutcome outcome;
                try
                {
                    outcome = await RunOneAsync(
                        runnable.Scenario, options, roleFolder,
                        new ProgressReporter(runnable.Scenario.Name, i + 1, scenarios.Count, Show, options.Time), cancellation).ConfigureAwait(false);
                }
                catch (EnvironmentException e) when (results.Count > 0)
                {
                    // This one could not be started; what the ones before it showed is still worth a report.
                    failure = e;
                    break;
                }

                failure = outcome.Failure;
                journals.Add((runnable.Scenario.Name, outcome.Journal));
                results.Add(JudgeOne(runnable, outcome, notes));
                Tell(options, observer => observer.Judged(secrets.Mask(results[^1])));
            }

            RunResult result = blank with
            {
                Verdict = RunVerdict.Of(results, complete: results.Count == scenarios.Count),
                DurationSeconds = options.Time.GetElapsedTime(started).TotalSeconds,
                Scenarios = results.ToImmutable(),
                Note = failure?.Message ?? "",
                Journal = new JournalExtent(journals.Sum(each => (long)each.Journal.Facts.Length)),
            };
            result = secrets.Mask(result);
            failure = failure is null ? null : secrets.Mask(failure);
            string run = Path.GetFileName(folder);
            try
            {
                result = options.History is { } history ? RunHistory.Compare(result, run, history) : result;
                foreach (IRunObserver observer in options.Observers)
                {
                    result = result with { Remarks = [.. result.Remarks, .. await observer.EndsAsync(result).ConfigureAwait(false)] };
                }
            }
            finally
            {
                // The verdict first: the journal is by far the largest, and a disk that is full should cost that, not this. Whatever goes wrong above or in a
                // view, the run is not lost: these two are what it can be reported and judged from again.
                await ReportWriter.WriteDataAsync(result, folder, CancellationToken.None).ConfigureAwait(false);
                JournalFile.Write(Path.Combine(folder, "journal.bin"), RunJournal.Join(journals));
            }

            await ReportWriter.WriteViewsAsync(result, folder, CancellationToken.None).ConfigureAwait(false);
            return new RunOutcome(result, folder, failure ?? await RecordAsync(result, run, options.History).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The report in {folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            Tidy(folder, work);
        }

        void Show(RunProgress now)
        {
            progress(now);
            Tell(options, observer => observer.Shows(now));
        }
    }

    private static ScenarioOutset OutsetOf(Scenario scenario) => new(
        scenario.Name, scenario.Description, scenario.Count, scenario.Clients.Policy.Preset,
        [.. scenario.Assertions.Select(assertion => assertion.Expression), .. scenario.Checks.Select(check => check.Name)]);

    private static void Tell(RunOptions options, Action<IRunObserver> tell)
    {
        foreach (IRunObserver observer in options.Observers)
        {
            tell(observer);
        }
    }

    /// <summary>The journals of the roles go; so does a folder in which nothing was written because nothing could be started.</summary>
    private static void Tidy(string folder, string work)
    {
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Every proxy needs a port of its own.</summary>
    private static void CheckPorts(Scenario scenario, int nodes, RunOptions options)
    {
        foreach ((ProxyListen listen, int i) in options.ProxyListens.Select((listen, i) => (listen, i)))
        {
            int needed = CohortProxies.CountOn(i, options.Toxiproxies.Length, scenario.Cohorts, nodes);
            if (listen.Ports < needed)
            {
                throw new UsageException($"{scenario.Name}: --toxiproxy-listen {listen} has {listen.Ports} ports, but {scenario.Cohorts} cohorts need {needed} there: for each one for sockets and one for HTTP.");
            }
        }
    }

    /// <summary>Keeps the run in its history. A history that cannot be written costs no report, but it does not go unsaid.</summary>
    private static async Task<EnvironmentException?> RecordAsync(RunResult result, string run, HistoryOptions? history)
    {
        try
        {
            if (history is not null)
            {
                await RunHistory.RecordAsync(result, run, new HistoryFolder(history.Folder), CancellationToken.None).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new EnvironmentException($"The history in {history!.Folder} cannot be written: {e.Message} The report is there. Once it can be written, harness history add takes the run.", e);
        }
    }

    /// <summary>Settings of TLS where none is spoken would be ignored, and somebody misled.</summary>
    private static void RefuseIdleTls(IReadOnlyList<RunnableScenario> scenarios, RunOptions options)
    {
        if (options.Target?.Scheme != Uri.UriSchemeWss && options.Poll?.Scheme != Uri.UriSchemeHttps
            && scenarios.FirstOrDefault(runnable => runnable.Scenario.Populations.Any(population => population.Clients.Tls is not null)) is { } idle)
        {
            throw new UsageException($"{idle.Scenario.Name}: clients.tls goes with --target wss://… or --poll https://…; {(options.Target is null ? "the embedded target" : options.Target.ToString())} speaks no TLS.");
        }
    }

    /// <summary>The embedded target speaks its own protocol, and clients that speak another one would say nothing about it.</summary>
    private static void RefuseIdleProtocol(IReadOnlyList<RunnableScenario> scenarios, RunOptions options)
    {
        if (options.Target is null && scenarios.FirstOrDefault(runnable => runnable.Scenario.Protocol is not null) is { } idle)
        {
            throw new UsageException($"{idle.Scenario.Name}: protocol says what somebody else's server speaks; give that server with --target ws://….");
        }
    }

    private static async Task<ScenarioOutcome> RunOneAsync(
        Scenario scenario, RunOptions options, string folder, ProgressReporter progress, CancellationToken cancellation)
    {
        IRoleSet roles = options.Processes ? new ProcessRoles(folder) : new InProcessRoles(options.Time);
        var run = new ScenarioRun(scenario, options, roles, folder, progress);
        await using (run.ConfigureAwait(false))
        {
            return await run.RunAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static ScenarioResult JudgeOne(RunnableScenario runnable, ScenarioOutcome outcome, ImmutableArray<string> notes)
    {
        ScenarioResult judged = Judge.Run(new JudgedRun
        {
            Scenario = runnable.Scenario,
            FaultCohorts = outcome.Plan.FaultCohorts,
            FirstClients = outcome.Plan.FirstClients,
            Planned = outcome.Plan.Sessions.Length,
            Journal = outcome.Journal,
        });
        return judged with
        {
            Verdict = outcome.Failure is null ? judged.Verdict : Verdict.Incomplete,
            Roles = outcome.Roles,
            Transports = TransportReader.WithCpu(judged.Transports, outcome.Roles),
            Source = runnable.Source,
            Origin = runnable.Origin,
            NotMeasured = runnable.NotMeasured,
            PlanDigest = outcome.Plan.Digest,
            Notes = [.. outcome.Failure is { } failure ? [failure.Message] : Array.Empty<string>(), .. judged.Notes, .. CodeNotes(runnable.Scenario), .. notes],
        };
    }

    /// <summary>Makes the folder of a run, and of no other that begins in the same second: it gets its name when it is there already.</summary>
    /// <exception cref="EnvironmentException">It cannot be made.</exception>
    internal static string CreateFolder(string output, DateTimeOffset startedAt, string name)
    {
        string stem = Path.Combine(output, $"{startedAt.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{name}");
        string folder = stem;
        try
        {
            string made = Directory.CreateDirectory(Path.Combine(output, $".{Guid.NewGuid():n}")).FullName;
            // Not empty: onto an empty folder a system may move another.
            const string Mark = ".new";
            File.WriteAllBytes(Path.Combine(made, Mark), []);
            for (int i = 2; ; i++)
            {
                if (TryMove(made, folder))
                {
                    File.Delete(Path.Combine(folder, Mark));
                    return Path.GetFullPath(folder);
                }

                folder = $"{stem}-{i}";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The report folder {folder} cannot be made: {e.Message} Choose another with --out.", e);
        }
    }

    private static bool TryMove(string made, string folder)
    {
        try
        {
            Directory.Move(made, folder);
            return true;
        }
        catch (IOException) when (Path.Exists(folder))
        {
            return false;
        }
    }

    /// <summary>The machine and the parts that a run uses.</summary>
    internal static RunEnvironment DescribeEnvironment(RunOptions options)
    {
        Machine machine = Machine.Read();
        return new RunEnvironment
        {
            Machine = Environment.MachineName,
            OperatingSystem = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.OSArchitecture.ToString(),
            Runtime = RuntimeInformation.FrameworkDescription,
            Cores = machine.Cores,
            MemoryBytes = machine.MemoryBytes,
            DescriptorLimit = machine.DescriptorLimit,
            HarnessVersion = typeof(HarnessRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
            Target = options.Target?.ToString() ?? "embedded",
            Toxiproxy = options.Toxiproxies.IsEmpty ? "embedded" : string.Join(", ", options.Toxiproxies),
            Workers = options.Processes ? "processes" : "in-process",
        };
    }
}
