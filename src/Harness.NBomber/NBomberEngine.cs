using System.Runtime.ExceptionServices;
using Harness.Engines;
using Harness.Runs;
using NBomber.Contracts;
using NBomber.CSharp;

namespace Harness.NBomber;

/// <summary><c>harness run --engine nbomber</c>: NBomber's runner paces the clients, and its reports come to lie in the folder <c>nbomber</c> of the run's own.</summary>
public sealed class NBomberEngine : IRunEngine
{
    public async Task<RunOutcome> RunAsync(RunnableScenario runnable, string name, RunOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        ArgumentNullException.ThrowIfNull(options);
        // NBomber deletes its report folder when it begins: never one that anybody else has.
        string reports = Path.Combine(Path.GetFullPath(options.OutputFolder), $".nbomber-{Guid.NewGuid():n}");
        var hosted = new HostedScenario(runnable, name, options, cancellation);
        try
        {
            await using (hosted.ConfigureAwait(false))
            {
                await PlayAsync(hosted, runnable.Scenario, reports).ConfigureAwait(false);
            }

            RunOutcome outcome = hosted.Outcome ?? throw new EnvironmentException($"NBomber ended {runnable.Scenario.Name} before there was anything to report.");
            if (Directory.Exists(reports))
            {
                Directory.Move(reports, Path.Combine(outcome.Folder, "nbomber"));
            }

            return outcome;
        }
        catch (IOException e) when (hosted.Outcome is { } outcome)
        {
            return outcome with { Failure = outcome.Failure ?? new EnvironmentException($"NBomber's reports cannot be moved into {outcome.Folder}: {e.Message} They are in {reports}.", e) };
        }
        finally
        {
            if (hosted.Outcome is null && Directory.Exists(reports))
            {
                Directory.Delete(reports, recursive: true);
            }
        }
    }

    /// <summary>Blocks until all is over, on a thread of its own.</summary>
    private static async Task PlayAsync(HostedScenario hosted, Scenarios.Scenario scenario, string reports)
    {
        NBomberContext context = NBomberRunner.RegisterScenarios(hosted.Scenarios)
            .WithWorkerPlugins(hosted.Plugin)
            .WithTestSuite("harness")
            .WithTestName(scenario.Name)
            .WithReportFolder(reports)
            .WithPatience(TimeSpan.FromMinutes(1));
        try
        {
            await Task.Run(() => context.Run(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (hosted.Failure is not null || hosted.Outcome is null)
        {
            // Of what WithInit threw NBomber keeps the message alone.
            if (hosted.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw new EnvironmentException($"NBomber could not run {scenario.Name}: {e.Message}", e);
        }
        catch (Exception e)
        {
            // There is a verdict; only NBomber's own reports are not there.
            throw new IOException($"NBomber failed after the run: {e.Message}", e);
        }
    }
}
