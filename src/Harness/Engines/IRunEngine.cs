using Harness.Runs;

namespace Harness.Engines;

/// <summary>
/// Something that paces the clients of a run in place of the run itself: it starts a <see cref="HostedRun"/>, begins its load and starts its clients by
/// <see cref="LoadSimulations"/>. <c>harness run --engine</c> loads one from the folder <c>engines</c> beside the program.
/// </summary>
public interface IRunEngine
{
    /// <summary>Runs one scenario to its verdict and report.</summary>
    /// <param name="runnable">A validated scenario.</param>
    /// <param name="name">Goes into the name of the report's folder.</param>
    /// <param name="options">As for every run.</param>
    /// <param name="cancellation">Ends the run early; the report of what happened is written and says incomplete.</param>
    /// <exception cref="UsageException">It cannot be run, or not on this engine.</exception>
    /// <exception cref="EnvironmentException">It could not be started.</exception>
    Task<RunOutcome> RunAsync(RunnableScenario runnable, string name, RunOptions options, CancellationToken cancellation);
}
