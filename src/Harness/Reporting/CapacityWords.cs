using Harness.Capacity;

namespace Harness.Reporting;

/// <summary>A search's result in words.</summary>
public static class CapacityWords
{
    /// <summary>The number as it may be quoted: <c>200 clients</c>, <c>at least 400 clients</c>, <c>none</c>, <c>unknown</c>.</summary>
    public static string Headline(this CapacityResult result) => result.Found switch
    {
        { End: SearchEnd.Nothing } => "none",
        { Number: null } => "unknown",
        { End: SearchEnd.Target } => Level(result, result.Found.Number.Value),
        _ => $"at least {Level(result, result.Found.Number.Value)}",
    };

    /// <summary>What was found and what limited it, as a sentence.</summary>
    public static string Sentence(this CapacityResult result)
    {
        FoundCapacity found = result.Found;
        string held = found.Number is { } number ? $"{Level(result, number)} held" : $"no level of {result.Terms.Unit} held";
        string broke = found.Broke is { } level ? $", {Level(result, level)} did not" : "";
        return found.End switch
        {
            SearchEnd.Target => $"{held} every objective for {Format.Seconds(result.Terms.HoldSeconds)}{broke}: {found.LimitedBy}.",
            SearchEnd.Most => $"{held} every objective for {Format.Seconds(result.Terms.HoldSeconds)}, and no more was to be tried (--max): the target's limit is no lower.",
            SearchEnd.Generator => $"{Capital(held)}{broke}. The generator, not the target, ended the search: {Small(found.LimitedBy.TrimEnd('.'))}.",
            SearchEnd.Nothing => $"The objectives do not hold even at {Level(result, found.Broke ?? result.Terms.From)}: {found.LimitedBy}.",
            _ when result.Note.Length > 0 => $"Ended before its time; so far {held}{broke}. {result.Note}",
            _ => $"Interrupted; so far {held}{broke}.",
        };
    }

    /// <summary>Whether the least that was asked for is held; empty where nothing was asked for.</summary>
    public static string Gate(this CapacityResult result) => result.Terms.AtLeast is not { } asked ? "" : result.Verdict switch
    {
        Judging.Verdict.Passed => $"At least {Level(result, asked)} were asked for: they hold.",
        Judging.Verdict.Failed => $"At least {Level(result, asked)} were asked for: they do not hold.",
        _ => $"At least {Level(result, asked)} were asked for: that cannot be said.",
    };

    /// <summary>A level with its unit.</summary>
    public static string Level(CapacityResult result, long level) => level == 1 && result.Terms.One.Length > 0 ? $"1 {result.Terms.One}" : $"{Format.Count(level)} {result.Terms.Unit}";

    /// <summary>An outcome in a word.</summary>
    public static string Word(this ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Held => "held",
        ProbeOutcome.Broke => "broke",
        _ => "generator",
    };

    /// <summary>A sign of its own shape per outcome.</summary>
    public static string Sign(this ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Held => "✓",
        ProbeOutcome.Broke => "✗",
        _ => "⊘",
    };

    /// <summary>The objective nearest to its limit, or furthest past it, with its value.</summary>
    public static string WorstText(this CapacityStep step) => step.Worst() is { } worst ? $"{worst.Expression}: {worst.Actual}" : Format.None;

    /// <summary>Processors in per cent of one.</summary>
    public static string Cores(double? cores) => cores is { } share ? Format.Share(Math.Round(share, 2)) : Format.None;

    /// <summary>What one more costs the target.</summary>
    public static string Cost(this CapacityResult result) => result.TargetCost is not { } cost
        ? "Memory and CPU of the target were not measured: that takes figures of it at levels that held, the highest at least twice the lowest."
        : $"One {result.Terms.One} more costs the target {(cost.Bytes is { } bytes ? Format.Bytes((long)bytes) : "no memory that could be measured")} "
            + $"and {(cost.Cores is { } cores ? $"{Format.Share(cores)} of a core" : "no CPU that could be measured")} (slope over {Format.Plural(cost.Steps, "run")} that held; "
            + $"{(cost.Source == "embedded" ? "from its process" : "as its control/stats tells")}).";

    /// <summary>A sentence that goes on in another; names of roles and figures stay as they are.</summary>
    private static string Small(string text) => text.StartsWith("The ", StringComparison.Ordinal) || text.StartsWith("Timers ", StringComparison.Ordinal) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
