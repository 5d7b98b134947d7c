using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;
using Harness.Simulation;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness simulate</c>: a scenario's clients on a virtual network, thousands of schedules a second.</summary>
internal sealed class SimulateCommand
{
    private readonly Argument<string?> _file = new("file")
    {
        Description = "Scenario file: its clients are played, its faults say what can break.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _seeds = Numbers.Option("--seeds", 10_000, 1, 100_000_000, "Number of schedules.");
    private readonly Option<ulong> _seed = Numbers.Option<ulong>("--seed", 1, 0, ulong.MaxValue, "Seed of the first schedule; the others follow it. Equal seeds give equal results.");
    private readonly Option<ulong?> _replay = Numbers.Optional<ulong>("--replay", 0, ulong.MaxValue, "Plays only the schedule of this seed, and prints its timeline.");
    private readonly Option<double> _timeScale = new("--time-scale")
    {
        Description = "Multiplies every duration of the scenario, as for 'harness run': it makes what is found shorter to run on real sockets.",
        HelpName = "x",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string> _out = new("--out") { Description = "Folder in which the simulation's own folder is made, if anything is found.", HelpName = "dir", DefaultValueFactory = _ => "reports" };

    public static Command Create()
    {
        var simulate = new SimulateCommand();
        var command = new TaughtCommand(
            "simulate",
            "Plays a scenario's clients in virtual time under thousands of drawn schedules, and shrinks what breaks a rule.",
            """
            A schedule is one client's life: when it connects, what breaks when and for how long, what is published,
            how slow the network is; all of it is drawn from the schedule's seed. Each is judged as a run is: the
            policy's own bounds, every invariant, no update lost. The smallest one that breaks a rule is made smaller
            still, told as a timeline, and written as a scenario file for real sockets, if a run can show it.

            Exit codes: 0 nothing found, 1 a rule was broken, 2 the input cannot be simulated.

            Try it: harness simulate scenarios/network/silent-drop.yaml
                    harness simulate my-clients.yaml --seeds 100000 --time-scale 0.1
                    harness simulate my-clients.yaml --replay 4711
            """);
        simulate._file.Validators.Add(Mistyped.RefuseOptions);
        command.Arguments.Add(simulate._file);
        foreach (Option option in (Option[])[simulate._seeds, simulate._seed, simulate._replay, simulate._timeScale, simulate._out])
        {
            command.Options.Add(option);
        }

        command.SetAction(simulate.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        double factor = parsed.GetValue(_timeScale);
        LoadedScenario loaded = Load(parsed.GetValue(_file) ?? throw new UsageException("simulate needs a scenario file: harness simulate scenarios/network/silent-drop.yaml"));
        Scenario scenario = Scaled(loaded, factor);
        if (parsed.GetValue(_replay) is { } seed)
        {
            PlayedSchedule played = Simulator.Replay(scenario, seed);
            Console.Out.WriteLine($"Schedule {seed} of {scenario.Name}, {Seconds(played.Schedule.End)} and a drain of {Seconds(played.Schedule.Drain)}");
            Tell(played);
            return played.Broken.IsEmpty ? ExitCodes.Passed : ExitCodes.Failed;
        }

        int seeds = parsed.GetValue(_seeds);
        ulong first = parsed.GetValue(_seed);
        DateTimeOffset startedAt = TimeProvider.System.GetLocalNow();
        long started = Stopwatch.GetTimestamp();
        SimulationResult result = Run(scenario, first, seeds);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        foreach (string kind in result.LeftOut)
        {
            Console.Out.WriteLine($"note: {kind} is not played by the simulator; schedules are drawn without it.");
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{scenario.Name}: {result.Schedules:N0} schedules in {took.TotalSeconds:0.0} s ({result.Schedules / took.TotalSeconds:N0} a second), {result.Broken:N0} of them broke a rule"));
        if (result.Smallest is not { } smallest)
        {
            return ExitCodes.Passed;
        }

        ShowFindings(result);
        Console.Out.WriteLine($"One of them: harness simulate {loaded.Path}{Scale(factor)} --replay {result.Findings[0].FirstSeed}");
        Console.Out.WriteLine();
        Console.Out.WriteLine($"The smallest, made smaller from schedule {smallest.Seed}:");
        Tell(smallest.Played);
        Console.Out.WriteLine();
        string folder = HarnessRun.CreateFolder(parsed.GetValue(_out) ?? "reports", startedAt, $"{scenario.Name}-simulation");
        try
        {
            string? file = await WriteScenarioAsync(scenario, loaded.Source, factor, smallest, folder, cancellation).ConfigureAwait(false);
            string command = string.Create(CultureInfo.InvariantCulture, $"harness simulate {ShellWord.Quote(loaded.Path)} --seeds {seeds} --seed {first}{Scale(factor)}");
            var report = SimulationReport.Of(result, scenario.Name, loaded.Source, command, file is null ? null : Path.GetFileName(file), startedAt, took);
            await SimulationReportWriter.WriteAsync(report, folder, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The report in {folder} cannot be written: {e.Message} Choose another folder with --out.", e);
        }

        await RunsIndex.RenewAsync(folder).ConfigureAwait(false);
        Console.Out.WriteLine($"Report: {Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(folder, "index.html"))}");
        return ExitCodes.Failed;
    }

    private static LoadedScenario Load(string path)
    {
        LoadResult loaded = ScenarioFile.Load([path]);
        if (!loaded.IsValid)
        {
            throw new UsageException(string.Join(Environment.NewLine, loaded.Errors));
        }

        return loaded.Scenarios is [var only]
            ? only
            : throw new UsageException($"{path} holds {loaded.Scenarios.Length} scenarios; simulate takes one file with one scenario.");
    }

    private static Scenario Scaled(LoadedScenario loaded, double factor)
    {
        if (factor is not (> 0 and <= 100))
        {
            throw new UsageException($"--time-scale must be a number over 0 and up to 100, such as 0.1, but is '{factor.ToString(CultureInfo.InvariantCulture)}'.");
        }

        if (loaded.Scenario.Populations.Length > 1)
        {
            throw new UsageException($"{loaded.Path} has {loaded.Scenario.Populations.Length} populations; simulate plays one client of one policy. Write the population as clients of a scenario of its own.");
        }

        Scenario scenario = factor == 1 ? loaded.Scenario : loaded.Scenario.Scale(factor);
        Scenarios.Files.Validation.ValidationResult valid = ScenarioValidator.Validate(scenario);
        if (!valid.IsValid)
        {
            throw new UsageException(string.Join(Environment.NewLine, valid.Errors.Select(error => $"{loaded.Path}, with --time-scale applied: {error}")));
        }

        return new ScheduleSource(scenario).IsEmpty
            ? throw new UsageException($"{loaded.Path}: none of its faults can be simulated ({string.Join(", ", ScheduleSource.LeftOut(scenario))}).")
            : scenario;
    }

    private static SimulationResult Run(Scenario scenario, ulong first, int seeds)
    {
        if (Console.IsOutputRedirected)
        {
            return Simulator.Run(scenario, first, seeds);
        }

        long started = Stopwatch.GetTimestamp();
        return AnsiConsole.Status().Start("simulating", status => Simulator.Run(scenario, first, seeds, progress => status.Status = progress.IsShrinking
            ? "making the smallest smaller"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{progress.Done:N0} of {seeds:N0} schedules, {progress.Done / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} a second, {progress.Found:N0} broke a rule")));
    }

    private static void ShowFindings(SimulationResult result)
    {
        Table table = new Table().Border(TableBorder.Minimal).AddColumn("rule").AddColumn(new TableColumn("schedules").RightAligned()).AddColumn(new TableColumn("first seed").RightAligned());
        foreach (RuleFinding finding in result.Findings)
        {
            table.AddRow(
                new Text(finding.Rule),
                new Text(finding.Schedules.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(finding.FirstSeed.ToString(CultureInfo.InvariantCulture)));
        }

        AnsiConsole.Write(table);
    }

    private static void Tell(PlayedSchedule played)
    {
        foreach (BrokenRule broken in played.Broken)
        {
            Console.Out.WriteLine($"  breaks {broken.Rule}: the client {broken.Why}");
        }

        if (played.Broken.IsEmpty)
        {
            Console.Out.WriteLine("  breaks no rule");
        }

        foreach (TimedEvent told in played.Timeline)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {told.Seconds,9:0.000}  {told.What}"));
        }
    }

    private static async Task<string?> WriteScenarioAsync(Scenario scenario, string source, double factor, ShrunkFinding finding, string folder, CancellationToken cancellation)
    {
        if (!finding.IsReproducible)
        {
            Console.Out.WriteLine(
                $"Only the simulator shows it: a race under 10 ms. With its times moved by up to {Perturbation.Most.TotalMilliseconds:0} ms each, {finding.PerturbedBreaking} of {finding.Perturbed} schedules still break the rule.");
            return null;
        }

        if (Reproduction.Write(scenario, source, factor, finding, out string why) is not { } text)
        {
            Console.Out.WriteLine($"Only the simulator shows it: {why}.");
            return null;
        }

        string file = Path.Combine(folder, $"{scenario.Name}-simulated.yaml");
        await WholeFile.WriteAsync(file, text, cancellation).ConfigureAwait(false);
        Console.Out.WriteLine($"With its times moved by up to {Perturbation.Most.TotalMilliseconds:0} ms each, {finding.PerturbedBreaking} of {finding.Perturbed} schedules still break the rule. On real sockets:");
        Console.Out.WriteLine($"  harness run {Path.GetRelativePath(Environment.CurrentDirectory, file)}{Scale(factor)}");
        return file;
    }

    private static string Scale(double factor) => factor == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" --time-scale {factor}");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
