using System.Collections.Immutable;
using System.CommandLine;
using Harness.History;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;

namespace Harness.Cli;

/// <summary><c>harness history</c>: what a history holds, and where its figures changed.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("dir") { Description = "Folder of the history, as given to harness run --history.", Arity = ArgumentArity.ZeroOrOne };
        folder.Validators.Add(Mistyped.RefuseOptions);
        var only = new Option<string?>("--only") { Description = "Show only the scenario of this name.", HelpName = "name" };
        var all = new Option<bool>("--all") { Description = "Show every figure, not only those that changed and the few that matter most." };
        var command = new TaughtCommand(
            "history",
            "Shows a history of accepted runs: trend of each scenario, change points, broken files.",
            """
            A change point is a run from which on a figure is on another level. Each is told with the first bad run,
            the levels before and since, and the run with which it could be seen. Runs are compared only where the
            same was asked in the same class of environments. Nothing in the folder is changed.

            Exit codes: 0 shown, whatever it holds; 2 the folder cannot be read as a history.

            Try it: harness history history
                    harness history history --only silent-drop --all
                    harness history add history reports/20261120-171753-silent-drop
            """)
        {
            folder,
            only,
            all,
            Add(),
        };
        command.SetAction(parsed => Show(
            parsed.GetValue(folder) ?? throw new UsageException("history needs the folder of a history: harness history DIR. A run makes one: harness run FILE --history DIR."),
            parsed.GetValue(only),
            parsed.GetValue(all)));
        return command;
    }

    private static TaughtCommand Add()
    {
        var folder = new Argument<string>("dir") { Description = "Folder of the history; made if it is not there." };
        var runs = new Argument<string[]>("run") { Description = "Folders of runs, or their run.json.", Arity = ArgumentArity.OneOrMore };
        var command = new TaughtCommand(
            "add",
            "Adds runs that were played before to a history, those that passed.",
            """
            What did not pass is named and left out, what is there already stays as it is.

            Exit codes: 0 added, or there already; 2 a run cannot be read, and nothing was added; 3 the folder cannot be written.

            Try it: harness history add history reports/20261120-171753-silent-drop
            """)
        {
            folder,
            runs,
        };
        command.SetAction((parsed, cancellation) => AddAsync(parsed.GetValue(folder)!, parsed.GetValue(runs) ?? [], cancellation));
        return command;
    }

    private static int Show(string path, string? only, bool all)
    {
        HistoryChoice.Check(path);
        var folder = new HistoryFolder(path);
        if (!folder.Exists)
        {
            throw new UsageException($"There is no folder {path}. A run makes it: harness run FILE --history {ShellWord.Quote(path)}.");
        }

        try
        {
            ImmutableArray<string> scenarios = folder.Scenarios();
            if (only is not null && !scenarios.Contains(only))
            {
                throw new UsageException($"--only '{only}' names no scenario of {path}. There are: {(scenarios.IsEmpty ? "none" : string.Join(", ", scenarios))}.");
            }

            foreach (string scenario in scenarios.Where(scenario => only is null || scenario == only))
            {
                HistoryContent content = folder.Read(scenario);
                HistoryView.Write(Console.Out, scenario, content, all);
            }

            if (scenarios.IsEmpty)
            {
                Console.Out.WriteLine($"{path} holds no runs yet. A run that passes is kept by: harness run FILE --history {ShellWord.Quote(path)}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"{path} cannot be read as a history: {e.Message}");
        }

        return ExitCodes.Passed;
    }

    private static async Task<int> AddAsync(string path, string[] runs, CancellationToken cancellation)
    {
        HistoryChoice.Check(path);
        List<string> wrong = [];
        List<(string Name, RunResult Run)> read = [];
        foreach (string run in runs)
        {
            if (run.Length == 0)
            {
                wrong.Add("A run has no name: give the folder that a run has left.");
                continue;
            }

            string file = Directory.Exists(run) ? Path.Combine(run, "run.json") : run;
            try
            {
                read.Add((Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))!), RunJson.Read(file)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                wrong.Add(e.Message);
            }
        }

        if (wrong.Count > 0)
        {
            throw new UsageException(string.Join(Environment.NewLine, [.. wrong, "Nothing was added."]));
        }

        foreach ((string name, RunResult run) in read)
        {
            await AddAsync(new HistoryFolder(path), name, run, cancellation).ConfigureAwait(false);
        }

        return ExitCodes.Passed;
    }

    private static async Task AddAsync(HistoryFolder folder, string name, RunResult run, CancellationToken cancellation)
    {
        foreach (ScenarioResult left in run.Scenarios.Where(scenario => !RunHistory.IsAccepted(scenario)))
        {
            Console.Out.WriteLine($"left out  {left.Name} of {name}: it is {left.Verdict.Word()}");
        }

        try
        {
            int accepted = run.Scenarios.Count(RunHistory.IsAccepted);
            ImmutableArray<string> files = await RunHistory.RecordAsync(run, name, folder, cancellation).ConfigureAwait(false);
            foreach (string file in files)
            {
                Console.Out.WriteLine($"added     {Path.GetRelativePath(Environment.CurrentDirectory, file)}");
            }

            if (files.Length < accepted)
            {
                Console.Out.WriteLine($"is there  {Format.Plural(accepted - files.Length, "scenario")} of {name}");
            }
        }
        catch (InvalidDataException e)
        {
            throw new UsageException($"{name}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The history in {folder.Path} cannot be written: {e.Message}", e);
        }
    }
}
