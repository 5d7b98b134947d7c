namespace Harness.Reporting.Live;

/// <summary>What a run does, in one sentence.</summary>
public static class LiveWords
{
    /// <summary><c>silent-drop (2 of 3): hold, 14 s of 45 s; silent-drop is on.</c></summary>
    public static string Sentence(this LiveRun run) => run switch
    {
        { HasEnded: true } => "The run ended without a report; its console says why.",
        { Current: { } current } => $"{current.SoFar.Name} ({current.Number} of {run.Result.Scenarios.Length + 1 + run.Waiting.Length}): {current.Sentence()}",
        { Waiting.IsEmpty: true } => "The report is being written.",
        _ => $"{run.Waiting[0]} is about to start.",
    };

    /// <summary>The same for the scenario, without its name.</summary>
    public static string Sentence(this LiveScenario scenario)
    {
        string time = scenario.Total > 0 ? $", {Format.Seconds(Math.Floor(scenario.Elapsed))} of {Format.Seconds(scenario.Total)}" : "";
        string[] on = [.. scenario.On.Select(fault => fault.Kind)];
        return $"{scenario.Phase}{time}{(on.Length > 0 ? $"; {string.Join(" and ", on)} {(on.Length == 1 ? "is" : "are")} on" : "")}.";
    }

    /// <summary>The title of its page.</summary>
    internal static string Title(LiveRun run) =>
        $"{(run.HasEnded ? "ended" : "running")}: {(run.Current is { } current ? current.SoFar.Name : string.Join(", ", run.Result.Scenarios.Select(scenario => scenario.Name).Concat(run.Waiting)))} · harness";
}
