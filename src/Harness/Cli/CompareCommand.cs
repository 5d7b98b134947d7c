using System.CommandLine;
using Harness.Comparing;
using Harness.Reporting;
using Harness.Runs;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness compare A B</c>: what differs between two runs, and whether it is noise.</summary>
internal sealed class CompareCommand
{
    private readonly Argument<string> _a = new("A") { Description = "Folder of a run: the older one, or the one to hold on to." };
    private readonly Argument<string> _b = new("B") { Description = "Folder of the run that is asked about." };
    private readonly Option<bool> _fail = new("--fail-on-worse") { Description = "Exit with 1 where B is worse beyond noise, or fails what A passed." };
    private readonly Option<string> _out = new("--out") { Description = "Folder in which the comparison's own folder is made.", HelpName = "dir", DefaultValueFactory = _ => "reports" };

    public static Command Create()
    {
        var compare = new CompareCommand();
        var command = new TaughtCommand(
            "compare",
            "Compares two runs: a page and a Markdown table of what differs, with a test of whether it is noise.",
            """
            What a run has many values of is tested: round trips of quiet seconds, and each client's detection,
            fallback and recovery. What it has one value of is shown, and called untested. That is the noise within
            the two runs; how much runs differ from each other on a machine only many of them can say
            (harness run --history).

            Exit codes: 0 compared, 2 a run cannot be read, 3 the folder cannot be written; with --fail-on-worse also
            1 worse, and 4 where a run is invalid or incomplete, so that nothing can be said.

            Try it: harness compare reports/20260301-120000-standard reports/20260302-120000-standard
            """);
        compare._a.Validators.Add(Mistyped.RefuseOptions);
        compare._b.Validators.Add(Mistyped.RefuseOptions);
        command.Arguments.Add(compare._a);
        command.Arguments.Add(compare._b);
        command.Options.Add(compare._fail);
        command.Options.Add(compare._out);
        command.SetAction(compare.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string reports = RecordedRun.Out(parsed.GetValue(_out) ?? "reports");
        (RecordedRun a, RecordedRun b) = (RecordedRun.Find(parsed.GetValue(_a)!), RecordedRun.Find(parsed.GetValue(_b)!));
        DateTimeOffset now = TimeProvider.System.GetLocalNow();
        ComparisonResult result = RunComparison.Of(
            (a.Folder, a.Run()), (b.Folder, b.Run()), $"harness compare {ShellWord.Quote(a.Folder)} {ShellWord.Quote(b.Folder)}", now);
        string folder = HarnessRun.CreateFolder(reports, now, "comparison");
        try
        {
            await ComparisonReportWriter.WriteAsync(result, folder, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The report in {folder} cannot be written: {e.Message} Choose another folder with --out.", e);
        }

        await RunsIndex.RenewAsync(folder).ConfigureAwait(false);
        ComparisonConsole.Write(AnsiConsole.Console, result, Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(folder, "index.html")));
        return parsed.GetValue(_fail) ? ExitCodes.Of(result.Verdict) : ExitCodes.Passed;
    }
}
