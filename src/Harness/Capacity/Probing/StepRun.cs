using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;

namespace Harness.Capacity.Probing;

/// <summary>One run at one level, from the plan of its processes to its reading.</summary>
internal static class StepRun
{
    /// <summary>How a step ended.</summary>
    /// <param name="Step">What is reported of it; null: it did not come to its end.</param>
    /// <param name="Failure">Why the environment ended it; null if it did not.</param>
    public sealed record Outcome(CapacityStep? Step, StepUsage? Usage, EnvironmentException? Failure);

    /// <param name="number">Of the step, from 1.</param>
    /// <param name="folder">Of the whole search.</param>
    /// <param name="show">Told twice a second.</param>
    /// <exception cref="EnvironmentException">It could not be started.</exception>
    public static async Task<Outcome> RunAsync(
        CapacityPlan plan, long level, int number, string folder, RunOptions options, Action<RunProgress> show, CancellationToken cancellation)
    {
        Scenario scenario = plan.At(level);
        (TimeSpan ramp, TimeSpan hold) = plan.TimesAt(level);
        Machine machine = Machine.Read();
        var step = new CapacityStep { Number = number, Level = level, Outcome = ProbeOutcome.Impossible, RampSeconds = ramp.TotalSeconds };
        try
        {
            var sessions = RunPlan.Create(scenario, options.Seed);
            FeedNeeds.Check(scenario, sessions);
            RolePlanner.Plan(scenario, sessions.Peaks, options, machine.DescriptorLimit);
        }
        catch (Exception e) when (e is EnvironmentException or UsageException)
        {
            // Descriptors, or a feed with too few rows: neither is the target's.
            return new Outcome(step with { Why = e.Message.TrimEnd('.') }, null, null);
        }

        var usage = new UsageWatch(ramp, ramp + hold, machine.Cores, embedded: options.Target is null);
        TargetWatch? target = options.Target is null ? null : new TargetWatch(TargetHttp(options), ramp, ramp + hold, options.Time);
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
            double? published = plan.Lever is Levers.MessagesLever && scenario.Topics is { UpdatesPerSecond: > 0, PerClient: > 0 } ? Published(ran.Folder, scenario.Duration) : null;
            if (published == 0)
            {
                throw new UsageException($"--vary messages needs a target whose publications the run makes (the control API); {options.Target} has none.");
            }

            // A search leaves a dozen journals, each by far the largest file of its run; the report of each step is enough to see why it broke.
            File.Delete(Path.Combine(ran.Folder, "journal.bin"));
            if (ran.Failure is not null || ran.Result.Verdict == Verdict.Incomplete)
            {
                return new Outcome(null, null, ran.Failure);
            }

            StepUsage used = usage.Usage(target is null ? null : await target.EndAsync().ConfigureAwait(false));
            ScenarioResult result = ran.Result.Scenarios[0];
            ProbeReading reading = ProbeReader.Read(scenario with { Assertions = [.. scenario.Assertions.Where(asked => result.Assertions.Any(found => found.Expression == asked.Expression))] }, result, used, published);
            return new Outcome(
                step with
                {
                    Outcome = reading.Outcome,
                    Why = reading.Why,
                    Objectives = reading.Objectives,
                    Target = used.Target,
                    GeneratorCores = used.Roles.IsEmpty || used.Roles.Any(role => role is { Kind: RoleKind.Other, Name: not "run" }) ? null : used.GeneratorCores,
                    TimerLagP99Seconds = result.Generator.TimerLagP99Seconds,
                    Folder = Path.GetRelativePath(folder, ran.Folder).Replace('\\', '/'),
                },
                used,
                null);
        }
        finally
        {
            if (target is not null)
            {
                await target.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Publications per second that the run made.</summary>
    private static double? Published(string folder, TimeSpan load)
    {
        string journal = Path.Combine(folder, "journal.bin");
        return File.Exists(journal) ? JournalFile.Read(journal).Facts.Count(fact => fact.Kind == FactKind.Published) / load.TotalSeconds : null;
    }

    private static Uri TargetHttp(RunOptions options)
    {
        using var node = new TargetNode(options.Target!, options.Poll);
        return node.Http;
    }
}
