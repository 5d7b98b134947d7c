using System.Collections.Immutable;
using Harness.Data;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios;

namespace Harness.Capacity.Probing;

/// <summary>What came of a search.</summary>
/// <param name="Result">Of what was run; where it was cut short it says incomplete.</param>
/// <param name="Folder">Where its reports are.</param>
/// <param name="Failure">What ended it before its time; null: nothing did, or its user. It is to be thrown again, for its exit code.</param>
public sealed record CapacityOutcome(CapacityResult Result, string Folder, Exception? Failure);

/// <summary>A plan in, a number and reports out: the library behind <c>harness capacity</c>. What is tried next is <see cref="CapacitySearch"/>'s alone.</summary>
/// <param name="plan">Validated at its first level.</param>
/// <param name="options">As for a run; each step is one.</param>
/// <param name="show">Told of every change.</param>
public sealed class CapacityRun(CapacityPlan plan, RunOptions options, Action<CapacityProgress> show)
{
    /// <summary>How long a target that broke may take to let somebody in again.</summary>
    private static readonly TimeSpan _settlePatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _settlePause = TimeSpan.FromMilliseconds(500);

    private readonly List<Probe> _probes = [];
    private ImmutableArray<CapacityStep> _steps = [];

    /// <summary>Searches, and writes the report folder.</summary>
    /// <param name="cancellation">Ends it early; what was found so far is written and says incomplete.</param>
    /// <exception cref="UsageException">An objective cannot be measured on this target, or not even the first step can be run as it is asked for.</exception>
    /// <exception cref="EnvironmentException">Not even the first step could be started; there is no report then.</exception>
    public Task<CapacityOutcome> RunAsync(CancellationToken cancellation)
    {
        var secrets = RunSecrets.Of([plan.Scenario]);
        return secrets.GuardAsync(() => RunAsync(secrets, cancellation));
    }

    private async Task<CapacityOutcome> RunAsync(RunSecrets secrets, CancellationToken cancellation)
    {
        DateTimeOffset startedAt = options.Time.GetUtcNow();
        long started = options.Time.GetTimestamp();
        string folder = HarnessRun.CreateFolder(options.OutputFolder, startedAt, $"capacity-{plan.Scenario.Name}");
        try
        {
            (SearchStep.Done? done, Exception? failure) = await SearchAsync(folder, cancellation).ConfigureAwait(false);
            FoundCapacity found = CapacityFindings.Of(_steps, _probes, plan.Search, done);
            CapacityResult result = new()
            {
                Seed = options.Seed,
                Command = options.Command,
                StartedAt = startedAt,
                DurationSeconds = options.Time.GetElapsedTime(started).TotalSeconds,
                TimeScale = options.TimeScale,
                Environment = HarnessRun.DescribeEnvironment(options),
                Note = failure is null ? "" : failure is EnvironmentException or UsageException ? failure.Message : $"The search met an error that it does not know: {failure.Message}",
                Verdict = CapacityVerdict.Of(found, plan.Search.AtLeast),
                Scenario = plan.Described,
                Terms = plan.Terms,
                Found = found,
                Steps = _steps,
                TargetCost = options.Target is null ? TargetCost.Of("embedded", _steps, isLasting: false) : TargetCost.Of("control/stats", _steps, isLasting: true),
                Notes = [.. Notes()],
            };
            result = secrets.Mask(result);
            failure = failure is null ? null : secrets.Mask(failure);
            await CapacityReportWriter.WriteAsync(result, folder, CancellationToken.None).ConfigureAwait(false);
            return new CapacityOutcome(result, folder, failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The report in {folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            Tidy(folder);
        }
    }

    private async Task<(SearchStep.Done?, Exception?)> SearchAsync(string folder, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (CapacitySearch.Next(plan.Search, _probes) is not SearchStep.Try(var level))
            {
                return ((SearchStep.Done)CapacitySearch.Next(plan.Search, _probes), null);
            }

            StepRun.Outcome outcome;
            try
            {
                Show(level, null);
                await SettleAsync(cancellation).ConfigureAwait(false);
                outcome = await StepRun.RunAsync(plan, level, _steps.Length + 1, folder, options, run => Show(level, run), cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (!_steps.IsEmpty)
            {
                // Whatever it was: what the steps before it showed took minutes, and is still worth a report.
                return (null, e);
            }

            if (outcome.Step is not { } step)
            {
                return (null, outcome.Failure);
            }

            _probes.Add(new Probe(level, step.Outcome));
            _steps = _steps.Add(step);
            Show(null, null);
        }

        return (null, null);
    }

    /// <summary>A target that was driven past its limit may need a moment; one that does not come back ends the search as it is.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        if (options.Target is not { } socket || _steps.IsEmpty || _steps[^1].Outcome == ProbeOutcome.Held)
        {
            return;
        }

        long began = options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                await TargetProbe.CheckAsync(socket, plan.Scenario.Clients, new DataSource(plan.Scenario.Data, options.Seed, plan.Scenario.Cohorts, options.Time), cancellation).ConfigureAwait(false);
                return;
            }
            catch (EnvironmentException) when (options.Time.GetElapsedTime(began) < _settlePatience)
            {
                await Task.Delay(_settlePause, options.Time, cancellation).ConfigureAwait(false);
            }
            catch (EnvironmentException e)
            {
                throw new EnvironmentException($"After {_steps[^1].Level:N0} {plan.Lever.Unit} the target has let nobody in for {_settlePatience.TotalSeconds:0} s. {e.Message}", e);
            }
        }
    }

    private IEnumerable<string> Notes()
    {
        if (options.Target is null)
        {
            yield return "The embedded target shares this machine with the generator: on a machine of its own it may hold more.";
        }
        else if (options.Target.IsLoopback)
        {
            yield return "The target shares this machine with the generator: on a machine of its own it may hold more.";
        }

        if (options.TimeScale != 1)
        {
            yield return "Time is scaled: a target that is not scaled with it has another capacity in real time.";
        }
    }

    private void Show(long? level, RunProgress? run) => show(new CapacityProgress { Steps = _steps, Level = level, Run = run });

    /// <summary>A folder in which nothing was written because nothing could be started goes again.</summary>
    private static void Tidy(string folder)
    {
        foreach (string empty in (string[])[Path.Combine(folder, "steps"), folder])
        {
            if (Directory.Exists(empty) && !Directory.EnumerateFileSystemEntries(empty).Any())
            {
                Directory.Delete(empty);
            }
        }
    }
}
