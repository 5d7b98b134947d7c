using System.Collections.Immutable;
using Harness.Capacity.Levers;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files.Validation;

namespace Harness.Capacity.Probing;

/// <summary>One run at one level, from the plan of its processes to its reading.</summary>
internal static class StepRun
{
    /// <summary>How a step ended.</summary>
    /// <param name="Step">What is reported of it; null: it did not come to its end.</param>
    /// <param name="Failure">Why the environment ended it; null if it did not.</param>
    public sealed record Outcome(CapacityStep? Step, EnvironmentException? Failure);

    /// <param name="number">Of the step, from 1.</param>
    /// <param name="folder">Of the whole search.</param>
    /// <param name="show">Told twice a second.</param>
    /// <exception cref="EnvironmentException">It could not be started.</exception>
    /// <exception cref="UsageException">The input cannot be run, and not only at this level.</exception>
    public static async Task<Outcome> RunAsync(
        CapacityPlan plan, long level, int number, string folder, RunOptions options, Action<RunProgress> show, CancellationToken cancellation)
    {
        Scenario scenario = plan.At(level);
        (TimeSpan ramp, TimeSpan hold) = plan.TimesAt(level);
        Machine machine = Machine.Read();
        var step = new CapacityStep { Number = number, Level = level, Outcome = ProbeOutcome.Impossible, RampSeconds = ramp.TotalSeconds };
        if (WhyImpossible(scenario, options, machine, isFirst: number == 1) is { } impossible)
        {
            return new Outcome(step with { Why = impossible }, null);
        }

        bool isHere = options.Target is { IsLoopback: true };
        var usage = new UsageWatch(ramp, ramp + hold, machine.Cores, embedded: options.Target is null, isHere ? MachineCpu.Read : null);
        TargetWatch? target = options.Target is null ? null : new TargetWatch(TargetHttp(options), TlsOf(scenario), ramp, ramp + hold, options.Time);
        try
        {
            RunOutcome ran = await HarnessRun.RunAsync(
                [new RunnableScenario(scenario, plan.Source)], $"{number:00}-{level}", options with { OutputFolder = Path.Combine(folder, "steps") },
                progress =>
                {
                    usage.See(progress);
                    target?.See(progress);
                    show(progress);
                },
                cancellation).ConfigureAwait(false);

            // A search leaves a dozen journals, each by far the largest file of its run; the report of each step is enough to see why it broke.
            string journal = Path.Combine(ran.Folder, "journal.bin");
            try
            {
                if (WhyIncomplete(ran, cancellation) is (IsIncomplete: true, Why: var failure))
                {
                    if (failure is not { TargetIsSilent: true } || number == 1)
                    {
                        return new Outcome(null, failure);
                    }

                    // It answered at the levels before: that is a limit, and the search goes on.
                    StepUsage until = usage.Usage(target is null ? null : await target.EndAsync().ConfigureAwait(false));
                    ProbeReading silence = ProbeReader.OfSilence(failure.Message, until, embedded: options.Target is null);
                    return new Outcome(step with { Outcome = silence.Outcome, Why = silence.Why, Folder = Relative(folder, ran.Folder) }, null);
                }

                ScenarioResult result = ran.Result.Scenarios[0];
                scenario = scenario with { Assertions = [.. scenario.Assertions.Where(asked => result.Assertions.Any(found => found.Expression == asked.Expression))] };
                StepLoad load = LoadOf(plan.Lever, scenario, result, journal, ramp, hold);
                if (load.Messages is { ByTarget: true, Done: 0 } && options.Target is not null && number == 1)
                {
                    throw new UsageException($"--vary messages needs a target whose publications the run makes (the control API); {options.Target} has none.");
                }

                StepUsage used = usage.Usage(target is null ? null : await target.EndAsync().ConfigureAwait(false));
                ProbeReading reading = ProbeReader.Read(scenario, result, used, load);
                return new Outcome(
                    step with
                    {
                        Outcome = reading.Outcome,
                        Why = reading.Why,
                        Objectives = reading.Objectives,
                        Target = used.Target,
                        GeneratorCores = used.Roles.IsEmpty || used.Roles.Any(role => role is { Kind: RoleKind.Other, Name: not "run" }) ? null : used.GeneratorCores,
                        TimerLagP99Seconds = result.Generator.TimerLagP99Seconds,
                        Folder = Relative(folder, ran.Folder),
                    },
                    null);
            }
            finally
            {
                File.Delete(journal);
            }
        }
        finally
        {
            if (target is not null)
            {
                await target.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static string Relative(string folder, string step) => Path.GetRelativePath(folder, step).Replace('\\', '/');

    /// <summary>Why this level cannot be made at all; null: it can. What cannot be run at any level is the user's to mend, and known from the first step.</summary>
    private static string? WhyImpossible(Scenario scenario, RunOptions options, Machine machine, bool isFirst)
    {
        // A level may break a rule that the one before it kept: a rate has a range, and every cohort needs a client.
        if (ScenarioValidator.Validate(scenario) is { IsValid: false } found)
        {
            return string.Join("; ", found.Errors);
        }

        try
        {
            var sessions = RunPlan.Create(scenario, options.Seed);
            FeedNeeds.Check(scenario, sessions);
            RolePlanner.Plan(scenario, sessions.Peaks, options, machine.DescriptorLimit);
            return null;
        }
        catch (Exception e) when (e is EnvironmentException || (e is UsageException && !isFirst))
        {
            // Descriptors, or a feed with too few rows: neither is the target's.
            return e.Message.TrimEnd('.');
        }
    }

    /// <summary>Whether the run did not come to its end, and why: a failure of its own, or what its result notes. Without a reason it was interrupted.</summary>
    internal static (bool IsIncomplete, EnvironmentException? Why) WhyIncomplete(RunOutcome ran, CancellationToken cancellation)
    {
        if (ran.Failure is { } failure)
        {
            return (true, failure);
        }

        return ran.Result.Verdict != Verdict.Incomplete ? (false, null)
            : (true, cancellation.IsCancellationRequested ? null : new EnvironmentException(ran.Result.Scenarios.SelectMany(scenario => scenario.Notes).FirstOrDefault("The run did not come to its end.")));
    }

    /// <summary>The journal is read only where something hangs on it.</summary>
    private static StepLoad LoadOf(ILever lever, Scenario scenario, ScenarioResult result, string journal, TimeSpan ramp, TimeSpan hold)
    {
        bool someNever = scenario.Assertions.Zip(result.Assertions).Any(pair => pair.First.Metric == MetricNames.NeverOpened && !pair.Second.Passed);
        return someNever || lever is MessagesLever ? LoadReader.Read(lever, scenario, JournalFile.Read(journal), ramp, hold) : new StepLoad();
    }

    private static TlsSettings TlsOf(Scenario scenario) =>
        scenario.Populations.Select(population => population.Clients.Tls).FirstOrDefault(given => given is not null) ?? TlsSettings.Default;

    private static Uri TargetHttp(RunOptions options)
    {
        using var node = new TargetNode(options.Target!, options.Poll);
        return node.Http;
    }
}
