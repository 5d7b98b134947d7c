using System.Collections.Immutable;
using System.Text;
using Harness.Judging;
using static Harness.Reporting.MarkdownText;

namespace Harness.Reporting;

/// <summary><c>summary.md</c>: what a CI job shows of a run (GitHub's step summary takes up to 1 MiB).</summary>
public static class MarkdownSummary
{
    /// <summary>Clients shown per failed assertion; index.html has all the evidence.</summary>
    private const int Stories = 3;

    public static string Write(RunResult run)
    {
        StringBuilder text = new();
        text.Append($"## {Emoji(run.Verdict)} Harness: {run.Verdict.Word()}\n\n{Escape(run.Sentence())}\n\n");
        text.Append($"{Format.Instant(run.StartedAt)}, {Format.Seconds(run.DurationSeconds)}, seed {run.Seed}, target {Escape(run.Environment.Target)}");
        text.Append(run.TimeScale == 1 ? "\n\n" : $", time scale {run.TimeScale} (all values are real ones)\n\n");
        foreach (string remark in run.Remarks)
        {
            text.Append($"> {Escape(remark)}\n\n");
        }

        Scenarios(text, run);
        Transports(text, run);
        foreach (ScenarioResult scenario in run.Scenarios)
        {
            text.Append($"### {Escape(scenario.Name)}\n\n");
            if (!scenario.Expected.IsEmpty)
            {
                text.Append($"> {Escape(scenario.Sentence())}\n\n");
            }

            foreach (string note in scenario.Notes)
            {
                text.Append($"> {Escape(note)}\n\n");
            }

            History(text, scenario.History);
            text.Append($"Policy bound: {Bound(scenario.PolicyBound)}.\n\n");
            Assertions(text, scenario);
            Faults(text, scenario);
            Delivery(text, scenario);
            Chat(text, scenario);
            Storm(text, scenario);
            Session(text, scenario);
            Evidence(text, scenario);
        }

        return text.Append("Run it again:\n\n").Append(Block(run.Command, "sh")).ToString();
    }

    private static void Scenarios(StringBuilder text, RunResult run) => Table(text,
        "| Scenario | Verdict | Clients | Preset | False alarms | Time |\n|---|---|---:|---|---:|---:|",
        run.Scenarios.Select(scenario =>
            $"| {Escape(scenario.Name)} | {Emoji(scenario.Verdict)} {scenario.Verdict.Word()} | {Format.Count(scenario.Clients)} | {Escape(scenario.Preset)} "
            + $"| {Format.Count(scenario.FalseAlarms)} | {Format.Seconds(scenario.DurationSeconds)} |"));

    private static void Transports(StringBuilder text, RunResult run)
    {
        foreach (TransportComparison comparison in TransportComparison.Of(run))
        {
            text.Append($"### {TransportComparison.Title}\n\n{Escape(comparison.Conditions)}.\n\n");
            Table(text, $"| Updates come by | {string.Join(" | ", TransportComparison.Heads)} |\n|---|{string.Concat(TransportComparison.Heads.Select(_ => "---:|"))}", comparison.Rows.Select(row =>
                $"| {TransportComparison.Word(row.Transport)} ({Escape(row.Name)}{(row.Verdict == Verdict.Passed ? "" : $", {row.Verdict.Word()}")}) "
                + $"| {string.Join(" | ", row.Cells.Select(cell => cell.IsBest ? $"**{Escape(cell.Text)}** (best)" : Escape(cell.Text)))} |"));
            text.Append($"{TransportComparison.Legend}\n\n");
        }
    }

    private static void History(StringBuilder text, HistoryComparison? history)
    {
        if (history is null)
        {
            return;
        }

        text.Append($"History: {Escape(history.Sentence())}\n\n");
        Table(text, "| | What changed | Before | Now | Change | First run |\n|---|---|---:|---:|---:|---|", history.Changes.Select(change =>
            $"| {change.Sign()} {change.Word()} | {CodeCell(change.Name)} | {Escape(HistoryWords.Value(change.From, change.Unit))} | {Escape(HistoryWords.Value(change.To, change.Unit))} "
            + $"| {Escape(HistoryWords.Percent(change))} | {Escape(change.Evidence == ChangeEvidence.Lasting ? change.FirstRun : "this one alone")} |"));
        foreach (string note in history.Notes)
        {
            text.Append($"> {Escape(note)}\n\n");
        }
    }

    private static void Assertions(StringBuilder text, ScenarioResult scenario) => Table(text,
        "| | Assertion | Actual |\n|---|---|---:|",
        scenario.Assertions
            .Select(assertion => $"| {Mark(assertion.Passed || assertion.AsExpected)} | {CodeCell(assertion.Expression)} | {Escape(assertion.Actual)}{AsExpected(assertion.AsExpected)} |")
            .Concat(scenario.Invariants
                .Where(invariant => !invariant.Passed)
                .Select(invariant => $"| {Mark(invariant.AsExpected)} | invariant {CodeCell(invariant.Name)} | {Format.Plural(invariant.Violations, "violation")}{AsExpected(invariant.AsExpected)} |")));

    private static void Faults(StringBuilder text, ScenarioResult scenario) => Table(text,
        "| Fault | Onset | Removed | Affected | Detected | Undetected | Missed heartbeats p50 / p99 / max | Detection p50 / p99 / max |\n"
        + "|---|---:|---:|---:|---:|---:|---:|---:|",
        scenario.Faults.Select(fault =>
            $"| {Escape($"{fault.Kind} {fault.Detail}".Trim())} | {Edge(fault.Onset, "not begun")} | {Edge(fault.Removed, Format.None)} "
            + $"| {Format.Count(fault.Affected)} | {Format.Count(fault.Detected)} | {Format.Count(fault.Undetected)} "
            + $"| {Three(fault.Detection?.MissedHeartbeats, Format.Number)} | {Three(fault.Detection?.Seconds, Format.Seconds)} |"));

    private static void Delivery(StringBuilder text, ScenarioResult scenario) => Table(text,
        "| Fault | Updates lost | Skipped | Pushes not seen | Duplicate | Out of order | Worst staleness |\n|---|---:|---:|---:|---:|---:|---:|",
        scenario.Faults.Where(fault => fault.Delivery is not null).Select(fault => (fault.Kind, Ledger: fault.Delivery!)).Select(row =>
            $"| {Escape(row.Kind)} | {Format.Count(row.Ledger.Lost)} | {Format.Count(row.Ledger.Skipped)} | {Format.Count(row.Ledger.PushesLost)} "
            + $"| {Format.Count(row.Ledger.Duplicate)} | {Format.Count(row.Ledger.OutOfOrder)} "
            + $"| {(row.Ledger.WorstStaleness is { } stale ? Format.Seconds(stale) : Format.None)} |"));

    private static void Chat(StringBuilder text, ScenarioResult scenario)
    {
        if (scenario.Chat is { } chat)
        {
            Table(text,
                "| Chat messages sent | Received | Owed | Lost | Duplicate | Out of order | Misdelivered | Delay p50 / p99 | Tokens not taken | Let in with a bad one | Stale list entries |\n"
                + "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
                [
                    $"| {Format.Count(chat.Sent)} of {Format.Count(chat.Asked)} | {Format.Count(chat.Received)} | {Format.Count(chat.Owed)} | {Format.Count(chat.Lost)} | {Format.Count(chat.Duplicate)} "
                    + $"| {Format.Count(chat.OutOfOrder)} | {Format.Count(chat.Misdelivered)} | {Time(chat.DelayP50)} / {Time(chat.DelayP99)} "
                    + $"| {Format.Count(chat.Refused)} | {Format.Count(chat.Admitted)} | {Format.Count(chat.StaleLists)} |",
                ]);
        }

        static string Time(double? seconds) => seconds is { } time ? Format.Seconds(time) : Format.None;
    }

    private static string Bound(PolicyBounds bound) => bound.DetectionSeconds is { } detection
        ? $"a loss is detected within {Format.Seconds(detection)}, tolerance {Format.Seconds(bound.ToleranceSeconds)}"
        : "none, the policy never declares a loss";

    private static void Storm(StringBuilder text, ScenarioResult scenario)
    {
        if (scenario.Storm is { ReconnectAttempts: > 0 } storm)
        {
            text.Append($"Storm: {Format.Plural(storm.ReconnectAttempts, "reconnect attempt")}, at most {Format.Count(storm.Reconnects?.PerSecond)} in one second, "
                + $"{Format.Share(Math.Round(storm.Synchrony ?? 0, 3))} of the clients within the same 100 ms; at most {Format.Count(storm.Polls?.PerSecond)} polls in one second.\n\n");
            Table(text, "| Failed attempts | Attempts | Clients |\n|---|---:|---:|",
                storm.FailedAttempts.Select(outcome => $"| {Escape(OutcomeWords.Of(outcome))} | {Format.Count(outcome.Attempts)} | {Format.Count(outcome.Clients)} |"));
        }
    }

    private static void Session(StringBuilder text, ScenarioResult scenario)
    {
        if (scenario.Session is not { } session)
        {
            return;
        }

        text.Append($"Session code: {Escape(SessionWords.Of(session))}.\n\n");
        Table(text, "| Custom metric | Values | min | p50 | p90 | p99 | max |\n|---|---:|---:|---:|---:|---:|---:|",
            session.Metrics.Select(metric => $"| {Escape(metric.Name)} | {Format.Count(metric.Values.Count)} | {string.Join(" | ", SessionWords.Statistics(metric))} |"));
        Table(text, "| Failure of session code | Times | First client |\n|---|---:|---:|",
            session.Failures.Select(failure => $"| {Escape(failure.What)} | {Format.Count(failure.Times)} | {failure.FirstClient} |"));
    }

    private static void Evidence(StringBuilder text, ScenarioResult scenario)
    {
        IEnumerable<(string What, string Found, bool AsExpected, ImmutableArray<ClientEvidence> Stories, int Offenders)> failures =
        [
            .. scenario.Assertions.Where(assertion => !assertion.Passed)
                .Select(assertion => (assertion.Expression, $"actual {assertion.Actual}", assertion.AsExpected, assertion.Evidence, assertion.Offenders)),
            .. scenario.Invariants.Where(invariant => !invariant.Passed)
                .Select(invariant => ($"invariant {invariant.Name}", invariant.Meaning, invariant.AsExpected, invariant.Evidence, invariant.Violations)),
        ];
        foreach ((string what, string found, bool asExpected, ImmutableArray<ClientEvidence> stories, int offenders) in failures.Where(failure => !failure.Stories.IsEmpty))
        {
            ClientEvidence[] worst = [.. stories.Take(Stories)];
            string shown = Story.Shown(worst.Length, offenders);
            text.Append($"<details>\n<summary>{Mark(asExpected)} <code>{InHtml(what)}</code>: {InHtml(found)}{AsExpected(asExpected)}</summary>\n\n");
            text.Append(shown.Length > 0 ? $"{shown}\n\n" : "");
            text.Append(Block(string.Join("\n\n", worst.Select(story => string.Join("\n", Story.Lines(story)))), "text"));
            text.Append("\n</details>\n\n");
        }
    }

    private static void Table(StringBuilder text, string head, IEnumerable<string> rows)
    {
        string[] lines = [.. rows];
        if (lines.Length > 0)
        {
            text.Append(head).Append('\n').AppendJoin('\n', lines).Append("\n\n");
        }
    }

    private static string Edge(TimeInterval? edge, string otherwise) => edge is null ? otherwise : Format.Seconds(edge.From);

    private static string Three(Distribution? distribution, Func<double?, string> format) => distribution is null or { Count: 0 }
        ? Format.None
        : $"{format(distribution.P50)} / {format(distribution.P99)} / {format(distribution.Max)}";

    private static string AsExpected(bool asExpected) => asExpected ? ", failed as expected" : "";

    private static string Mark(bool passed) => passed ? "✅" : "❌";

    private static string Emoji(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "✅",
        Verdict.Failed => "❌",
        Verdict.Invalid => "⚠️",
        _ => "⏹️",
    };
}
