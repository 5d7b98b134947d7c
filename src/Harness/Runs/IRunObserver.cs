using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Runs;

/// <summary>
/// Somebody who follows a run as it goes on: a dashboard, an exporter of metrics. It is called from the threads of the run, so it neither waits nor throws; what it is told has no
/// secrets in it.
/// </summary>
public interface IRunObserver
{
    /// <summary>Everything was found sound, and the first scenario is about to start.</summary>
    void Begins(RunOutset outset);

    /// <summary>The newest snapshot: twice a second, and at each change of phase or fault.</summary>
    void Shows(RunProgress progress);

    /// <summary>A scenario has been judged; the next one starts after this.</summary>
    void Judged(ScenarioResult scenario);

    /// <summary>The run has been judged, and its report is about to be written. This may be waited for, a few seconds at the most.</summary>
    /// <returns>What the report has to say of this observer, one sentence each; empty: nothing.</returns>
    Task<ImmutableArray<string>> EndsAsync(RunResult result);
}

/// <summary>What is known of a run before it begins.</summary>
/// <param name="Result">The result as it is now: without scenarios, and incomplete.</param>
/// <param name="Folder">Where its report will be.</param>
/// <param name="Scenarios">What is played, one after the other.</param>
public sealed record RunOutset(RunResult Result, string Folder, ImmutableArray<ScenarioOutset> Scenarios);

/// <summary>What is known of a scenario before it begins.</summary>
/// <param name="Name">Unique in its run.</param>
/// <param name="Clients">When its load is full.</param>
/// <param name="Preset">Of its first population.</param>
/// <param name="Assertions">As written; what this target cannot be measured by is left out already.</param>
public sealed record ScenarioOutset(string Name, string Description, int Clients, string Preset, ImmutableArray<string> Assertions);
