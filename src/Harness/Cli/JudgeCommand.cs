using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Harness.Journal;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness judge RUN --assertions FILE</c>: an old run, judged by new assertions.</summary>
internal sealed class JudgeCommand
{
    private readonly Argument<string> _run = new("run") { Description = "Folder that a run has left, or its run.json." };
    private readonly Option<string?> _assertions = new("--assertions") { Description = "File whose block assertions (and expect) stands in place of the scenarios' own.", HelpName = "file" };
    private readonly Option<string?> _only = new("--only") { Description = "Judge only the scenario of this name.", HelpName = "name" };
    private readonly Option<string> _out = new("--out") { Description = "Folder in which the judgement's own folder is made.", HelpName = "dir", DefaultValueFactory = _ => "reports" };

    public static Command Create()
    {
        var judge = new JudgeCommand();
        var command = new TaughtCommand(
            "judge",
            "Judges a recorded run again, by its own assertions or by others.",
            """
            A run only records; the verdict is computed from its journal. So a night that is over can be asked
            something new, without another night. The recorded run is left as it is; the judgement gets a folder,
            a report and an exit code of its own.

            The file: assertions:
                        - detection.time.p99 <= 2500ms
                        - recovery.unrecovered == 0

            Exit codes: 0 passed, 1 an assertion failed, 2 the run or the assertions cannot be judged,
            3 incomplete (the run ended early, or its journal is cut), 4 invalid (the generator was in the way).

            Try it: harness judge reports/20260301-120000-standard
                    harness judge reports/20260301-120000-standard --assertions stricter.yaml --only silent-drop
            """);
        judge._run.Validators.Add(Mistyped.RefuseOptions);
        command.Arguments.Add(judge._run);
        foreach (Option option in (Option[])[judge._assertions, judge._only, judge._out])
        {
            command.Options.Add(option);
        }

        command.SetAction(judge.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string reports = RecordedRun.Out(parsed.GetValue(_out) ?? "reports");
        var recorded = RecordedRun.Find(parsed.GetValue(_run)!);
        RunResult run = recorded.Run();
        ImmutableArray<ScenarioResult> chosen = Chosen(run, parsed.GetValue(_only));
        RunJournal journal = recorded.Journal(out string why) ?? throw new UsageException($"{recorded.Folder} cannot be judged again: {why}");
        var again = new Rejudging(run, journal) { Instead = Instead(parsed) };
        JournalExtent? extent = run.Journal is { } expected && journal.Facts.Length < expected.Facts ? expected with { Found = journal.Facts.Length } : run.Journal;
        ImmutableArray<ScenarioResult> judged =
        [
            .. chosen.Select(again.Judge).Select(scenario => extent is { Missing: > 0 } && again.IsCut(scenario.Name) ? scenario with { Verdict = Verdict.Incomplete, Notes = [JournalWords.Of(extent), .. scenario.Notes] } : scenario),
        ];
        var result = run with
        {
            Command = CommandOf(parsed, recorded),
            Verdict = RunVerdict.Of(judged, complete: parsed.GetValue(_only) is not null || run.Verdict != Verdict.Incomplete),
            Note = extent is { Missing: > 0 } ? JournalWords.Of(extent) : run.Note,
            Journal = extent is { Missing: > 0 } ? extent : null,
            Scenarios = judged,
        };
        string folder = HarnessRun.CreateFolder(reports, TimeProvider.System.GetLocalNow(), $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(recorded.Folder)))}-judged");
        try
        {
            await ReportWriter.WriteAsync(result, folder, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The report in {folder} cannot be written: {e.Message}", e);
        }

        await RunsIndex.RenewAsync(folder).ConfigureAwait(false);
        ConsoleSummary.Write(AnsiConsole.Console, result, Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(folder, "index.html")));
        return ExitCodes.Of(result.Verdict);
    }

    private (ImmutableArray<Assertion>, ImmutableArray<string>)? Instead(ParseResult parsed)
    {
        if (parsed.GetValue(_assertions) is not { } file)
        {
            return null;
        }

        IReadOnlyList<string> errors = AssertionsFile.Read(file, out ImmutableArray<Assertion> assertions, out ImmutableArray<string> expect);
        return errors.Count == 0 ? (assertions, expect) : throw new UsageException(string.Join(Environment.NewLine, errors));
    }

    private string CommandOf(ParseResult parsed, RecordedRun recorded)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"harness judge {ShellWord.Quote(recorded.Folder)}");
        line += parsed.GetValue(_assertions) is { } file ? $" --assertions {ShellWord.Quote(file)}" : "";
        return line + (parsed.GetValue(_only) is { } only ? $" --only {ShellWord.Quote(only)}" : "");
    }

    private static ImmutableArray<ScenarioResult> Chosen(RunResult run, string? only)
    {
        ImmutableArray<ScenarioResult> chosen = [.. run.Scenarios.Where(scenario => only is null || scenario.Name == only)];
        return chosen.IsEmpty
            ? throw new UsageException(only is null ? "The run was interrupted before any scenario began: there is nothing to judge." : $"--only '{only}' names no scenario of the run. There are: {string.Join(", ", run.Scenarios.Select(scenario => scenario.Name))}.")
            : chosen;
    }
}
