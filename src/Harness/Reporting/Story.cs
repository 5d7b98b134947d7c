using Harness.Judging;

namespace Harness.Reporting;

/// <summary>A client's evidence as plain lines, for the reports that have no layout.</summary>
public static class Story
{
    /// <summary>Who, and what it did wrong: <c>client 17 (cohort 3): it never declared the loss</c>.</summary>
    public static string Heading(ClientEvidence evidence) => $"client {evidence.Client} (cohort {evidence.Cohort}): {evidence.Why}";

    /// <summary>The heading, and a line per event with its time in front.</summary>
    public static IEnumerable<string> Lines(ClientEvidence evidence) =>
        evidence.Events.Select(happened => $"  {Format.At(happened.Seconds),12}  {happened.What}").Prepend(Heading(evidence));

    /// <summary>How many of the offenders are shown; empty where all of them are.</summary>
    public static string Shown(int shown, int offenders) =>
        offenders > shown ? $"{Format.Count(shown)} of {Format.Plural(offenders, "client")} that broke it, the worst first" : "";
}
