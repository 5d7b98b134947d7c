using System.CommandLine;
using System.Globalization;
using Harness.Journal;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;

namespace Harness.Cli;

/// <summary><c>harness report RUN</c>: the report of a recorded run, made again.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<string> _run = new("run") { Description = "Folder that a run has left, or its run.json." };
    private readonly Option<int[]> _clients = new("--client")
    {
        Description = "Numbers of clients whose lives are to be shown, from the journal; may repeat.",
        HelpName = "n",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
        CustomParser = parsed =>
        {
            var numbers = new List<int>();
            foreach (string word in parsed.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            {
                if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                {
                    parsed.AddError($"--client must be numbers of clients, such as 17 or 17,18, but is '{word}'.");
                }

                numbers.Add(number);
            }

            return [.. numbers];
        },
    };

    private readonly Option<string?> _only = new("--only") { Description = "The scenario that the clients are of, where the run has several.", HelpName = "name" };
    private readonly Option<string?> _out = new("--out") { Description = "Folder to write to; by default the run's own.", HelpName = "dir" };

    public static Command Create()
    {
        var report = new ReportCommand();
        var command = new TaughtCommand(
            "report",
            "Makes the report of a recorded run again, from run.json and the journal.",
            """
            Verdict and figures are those of run.json, which is left as it is; index.html and the other views are
            written anew. From the journal comes the life of every client that is asked for. Of a journal that was
            cut the whole part is used, and the page says how much is missing. Searches, simulations and
            comparisons are rendered again as well.

            Exit codes: 0 written, 2 there is no such run or it cannot be read, 3 the folder cannot be written.

            Try it: harness report reports/20260301-120000-standard
                    harness report reports/20260301-120000-standard --only silent-drop --client 17,402
            """);
        report._run.Validators.Add(Mistyped.RefuseOptions);
        command.Arguments.Add(report._run);
        foreach (Option option in (Option[])[report._clients, report._only, report._out])
        {
            command.Options.Add(option);
        }

        command.SetAction(report.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var recorded = RecordedRun.Find(parsed.GetValue(_run)!);
        string folder = RecordedRun.Out(parsed.GetValue(_out) ?? recorded.Folder);
        int[] clients = parsed.GetValue(_clients) ?? [];
        if (clients.Length > 0 && recorded.Kind != "run")
        {
            throw new UsageException($"--client goes with a run, and {recorded.Folder} is a {recorded.Kind}.");
        }

        if (clients.Length == 0 && parsed.GetValue(_only) is not null)
        {
            throw new UsageException("--only says which scenario the clients of --client are of: it goes with --client.");
        }

        try
        {
            switch (recorded.Kind)
            {
                case "run":
                    await ReportWriter.WriteViewsAsync(WithJournal(recorded, clients, parsed.GetValue(_only)), folder, cancellation).ConfigureAwait(false);
                    break;
                case "capacity":
                    await CapacityReportWriter.WriteViewsAsync(recorded.Capacity(), folder, cancellation).ConfigureAwait(false);
                    break;
                case "simulation":
                    await SimulationReportWriter.WriteViewsAsync(recorded.Simulation(), folder, cancellation).ConfigureAwait(false);
                    break;
                case "comparison":
                    await ComparisonReportWriter.WriteViewsAsync(recorded.Comparison(), folder, cancellation).ConfigureAwait(false);
                    break;
                default:
                    throw new UsageException($"{recorded.Folder} is of kind '{recorded.Kind}', which this program does not know: use a newer harness.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The report in {folder} cannot be written: {e.Message} Choose another folder with --out.", e);
        }

        Console.Out.WriteLine($"report: {Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(folder, "index.html"))}");
        return ExitCodes.Passed;
    }

    private static RunResult WithJournal(RecordedRun recorded, int[] clients, string? only)
    {
        RunResult run = recorded.Run();
        ScenarioResult? of = clients.Length == 0 ? null : Chosen(run, only);
        if (recorded.Journal(out string why) is not { } journal)
        {
            if (run.Journal is not null && of is null)
            {
                Console.Error.WriteLine($"warning: {why}");
            }

            return of is not null
                ? throw new UsageException($"--client needs the journal: {why}")
                : run with { Journal = run.Journal is { } extent ? extent with { Found = 0 } : null };
        }

        if (run.Journal is { } expected && journal.Facts.Length < expected.Facts)
        {
            run = run with { Journal = expected with { Found = journal.Facts.Length } };
            Console.Error.WriteLine($"warning: {JournalWords.Of(run.Journal)}");
        }

        return of is null ? run : run with { Scenarios = run.Scenarios.Replace(of, WithLives(new Rejudging(run, journal), of, clients)) };
    }

    private static ScenarioResult WithLives(Rejudging again, ScenarioResult scenario, int[] clients) => scenario with
    {
        WorstClients = [.. again.Lives(scenario, clients.Distinct()), .. scenario.WorstClients.Where(life => !clients.Contains(life.Client))],
    };

    private static ScenarioResult Chosen(RunResult run, string? only) => only is null
        ? run.Scenarios is [var single]
            ? single
            : throw new UsageException($"The run has {run.Scenarios.Length} scenarios: say with --only which one the clients are of. There are: {string.Join(", ", run.Scenarios.Select(scenario => scenario.Name))}.")
        : run.Scenarios.FirstOrDefault(scenario => scenario.Name == only)
            ?? throw new UsageException($"--only '{only}' names no scenario of the run. There are: {string.Join(", ", run.Scenarios.Select(scenario => scenario.Name))}.");
}
