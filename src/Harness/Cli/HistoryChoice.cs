using System.CommandLine;
using Harness.History;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>The options by which a run is compared with the accepted ones before it, and kept for those after it.</summary>
internal sealed class HistoryChoice
{
    private readonly Option<string?> _history = new("--history")
    {
        Description = "Folder of the history: the run is compared with the accepted runs in it, and kept there if it passes (harness history).", HelpName = "dir",
    };

    private readonly Option<int?> _baseline = Numbers.Optional(
        "--baseline", Baseline.LeastRuns, 200, $"With --history: compare with so many of the last accepted runs ({BaselineSettings.UsualRuns} if not given).");

    private readonly Option<bool> _fail = new("--fail-on-regression") { Description = "With --history: a scenario in which a figure got worse fails. Without it, that is shown only." };

    public IEnumerable<Option> Options => [_history, _baseline, _fail];

    /// <summary>What was chosen; null: no history.</summary>
    /// <exception cref="UsageException">The folder is none, or an option makes no sense without it.</exception>
    public HistoryOptions? Read(ParseResult parsed)
    {
        string? folder = parsed.GetValue(_history);
        if (folder is null)
        {
            return parsed.GetValue(_baseline) is not null ? throw Missing("--baseline") : parsed.GetValue(_fail) ? throw Missing("--fail-on-regression") : null;
        }

        Check(folder);
        return new HistoryOptions
        {
            Folder = folder,
            Baseline = new BaselineSettings { Runs = parsed.GetValue(_baseline) ?? BaselineSettings.UsualRuns, FailOnRegression = parsed.GetValue(_fail) },
        };
    }

    /// <summary>A folder that is not there yet is made with the first run; something else of that name is a mistake.</summary>
    /// <exception cref="UsageException">It is no folder.</exception>
    public static void Check(string folder)
    {
        if (folder.Length == 0)
        {
            throw new UsageException("--history must name a folder, but is ''.");
        }

        if (new HistoryFolder(folder).IsNoFolder)
        {
            throw new UsageException($"A history is a folder, but {folder} is a file. Name another one; it is made if it is not there.");
        }
    }

    private static UsageException Missing(string option) => new($"{option} needs the history to compare with: --history DIR.");
}
