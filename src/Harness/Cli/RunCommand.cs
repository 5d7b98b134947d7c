using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Engines;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness run</c>, which is also what <c>harness</c> alone does: scenarios in, exit code and report out.</summary>
/// <param name="code">The scenarios, where they are built in C# rather than read from files; null: files are.</param>
internal sealed class RunCommand(CodeScenarios? code = null)
{
    private readonly Argument<string[]> _files = new("file or folder")
    {
        Description = "Scenario files, profiles, or folders of them. None: the profile of --profile, or 'standard'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly TargetAndProxy _target = new();
    private readonly Adjusting _adjusting = new();
    private readonly Following _following = new();
    private readonly HistoryChoice _history = new();
    private readonly Option<string?> _profile = CommonOptions.Profile();

    private readonly Option<string> _out = new("--out") { Description = "Folder in which the run's own folder is made.", HelpName = "dir", DefaultValueFactory = _ => "reports" };
    private readonly Option<string?> _only = new("--only") { Description = "Run only the scenario of this name.", HelpName = "name" };
    private readonly Option<bool> _allowUnmeasured = new("--allow-unmeasured") { Description = "Leave out, and list, assertions that the target does not give the facts for." };

    private readonly Option<string> _engine = new Option<string>("--engine")
    {
        Description = "Who paces the clients: harness itself, or NBomber through an adapter (docs/nbomber.md), which writes its own report beside.",
        HelpName = $"{EngineLoader.Own}|{EngineLoader.NBomber}",
        DefaultValueFactory = _ => EngineLoader.Own,
    }.AcceptOnlyFromAmong(EngineLoader.Own, EngineLoader.NBomber);

    private IEnumerable<Option> Options =>
        [_profile, .. _target.Options, .. _adjusting.Options, _engine, _out, _only, CommonOptions.Seed, _allowUnmeasured, .. _history.Options, .. _following.Options];

    public static Command Create()
    {
        var run = new RunCommand();
        var command = new TaughtCommand(
            "run",
            "Runs scenarios, judges them, and writes a report.",
            """
            Exit codes: 0 passed, 1 an assertion failed, 2 the input cannot be run, 3 environment
            (a port, a limit, an unreachable target), 4 invalid (the generator was in the way), 130 interrupted.

            Try it: harness run scenarios/network/silent-drop.yaml
                    harness run scenarios --only latency --clients 500
                    harness run --profile smoke
                    harness run scenarios/network/silent-drop.yaml --dashboard
                    harness run scenarios/network/silent-drop.yaml --history history --fail-on-regression
                    harness run scenarios/network/half-open.yaml --target ws://staging:8080/socket --toxiproxy http://staging:8474
            """);
        run.AddTo(command);
        return command;
    }

    /// <summary>Makes <paramref name="command"/> run scenarios: <c>harness run</c>, and <c>harness</c> itself for the standard profile.</summary>
    public static void MakeDefault(RootCommand command)
    {
        var run = new RunCommand();
        foreach (Option option in run.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => run.InvokeAsync(parsed, [], cancellation));
    }

    /// <summary>Makes <paramref name="command"/>, the program of one C# file, run its scenarios.</summary>
    public static void MakeDefault(RootCommand command, CodeScenarios code)
    {
        var run = new RunCommand(code);
        foreach (Option option in run.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => run.InvokeAsync(parsed, [], cancellation));
    }

    private void AddTo(Command command)
    {
        _files.Validators.Add(Mistyped.RefuseOptions);
        command.Arguments.Add(_files);
        foreach (Option option in Options)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => InvokeAsync(parsed, parsed.GetValue(_files) ?? [], cancellation));
    }

    private async Task<int> InvokeAsync(ParseResult parsed, string[] files, CancellationToken cancellation)
    {
        if (parsed.CommandResult.Command is not RootCommand
            && parsed.RootCommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => !option.Implicit) is { } before)
        {
            throw new UsageException($"{before.Option.Name} stands before 'run' and would be ignored. Write it behind: harness run FILE {before.Option.Name} …");
        }

        string? profile = parsed.GetValue(_profile);
        LoadResult loaded = code is not null ? Loading.Checked(code.Check()) : Loading.Load(files, profile);
        List<RunnableScenario> scenarios = Choose(parsed, loaded);
        IRunEngine? engine = Engine(parsed, scenarios);
        RunOptions options = Read(parsed, files) with { TimeScale = _adjusting.Factor(parsed, loaded), Processes = !scenarios.Any(runnable => runnable.Scenario.HasCode) };
        using var signals = new Signals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellation);
        string name = code is not null && scenarios.Count > 1 ? code.Name : files.Length == 0 && code is null ? profile ?? ShippedProfiles.Standard : scenarios.Count == 1 ? scenarios[0].Scenario.Name : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(files[0]));
        await using Followers followers = await _following.StartAsync(parsed, stop.Token).ConfigureAwait(false);
        RunOutcome outcome;
        try
        {
            outcome = await RunAsync(scenarios, name, options, followers, engine, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("Interrupted before anything was started.");
            return ExitCodes.Interrupted;
        }

        await RunsIndex.RenewAsync(outcome.Folder).ConfigureAwait(false);
        ConsoleSummary.Write(AnsiConsole.Console, outcome.Result, Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(outcome.Folder, "index.html")));
        await followers.EndAsync(outcome, signals.Token).ConfigureAwait(false);
        if (signals.Token.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }

        if (outcome.Failure is { } failure)
        {
            throw failure;
        }

        return ExitCodes.Of(outcome.Result.Verdict);
    }

    private static async Task<RunOutcome> RunAsync(
        List<RunnableScenario> scenarios, string name, RunOptions options, Followers followers, IRunEngine? engine, CancellationToken cancellation)
    {
        if (engine is not null)
        {
            // It shows in its own way how the run goes on.
            return await engine.RunAsync(scenarios[0], name, options with { Observers = followers.Observers }, cancellation).ConfigureAwait(false);
        }

        using ILiveView view = LiveView.For(AnsiConsole.Console, scenarios);
        followers.Say = view.Say;
        return await HarnessRun.RunAsync(scenarios, name, options with { Observers = followers.Observers }, view.Show, cancellation).ConfigureAwait(false);
    }

    private IRunEngine? Engine(ParseResult parsed, List<RunnableScenario> scenarios)
    {
        if (parsed.GetValue(_engine) == EngineLoader.Own)
        {
            return null;
        }

        return scenarios.Count == 1
            ? EngineLoader.LoadNBomber(AppContext.BaseDirectory)
            : throw new UsageException(
                $"--engine {EngineLoader.NBomber} runs one scenario at a time, and there are {scenarios.Count}: choose one with --only. There are: {string.Join(", ", scenarios.Select(each => each.Scenario.Name))}.");
    }

    private List<RunnableScenario> Choose(ParseResult parsed, LoadResult loaded)
    {
        ImmutableArray<LoadedScenario> chosen = loaded.Scenarios;
        if (parsed.GetValue(_only) is { } only)
        {
            chosen = [.. chosen.Where(scenario => scenario.Scenario.Name == only)];
            if (chosen.IsEmpty)
            {
                throw new UsageException($"--only '{only}' names no scenario. There are: {string.Join(", ", loaded.Scenarios.Select(s => s.Scenario.Name))}.");
            }
        }

        var scenarios = new List<RunnableScenario>();
        foreach ((LoadedScenario file, Scenario scenario) in _adjusting.Apply(parsed, loaded, chosen, _target.Protocol(parsed)))
        {
            CheckRate(scenario);
            scenarios.Add(new RunnableScenario(scenario, file.Source, file.Path.Length > 0 ? _adjusting.Origin(parsed, loaded, file, _target.ProtocolPath(parsed)) : null));
        }

        return scenarios;
    }

    private static void CheckRate(Scenario scenario)
    {
        double most = MachineEstimate.HeartbeatsPerSecond(Machine.Read());
        double rate = scenario.Populations.Sum(population => population.Clients.Policy.Heartbeat is { } heartbeat ? population.Clients.Count / heartbeat.Interval.TotalSeconds : 0);
        if (rate > most)
        {
            throw new UsageException(
                $"{scenario.Name}: the heartbeats of {scenario.Count:N0} clients are {rate:N0} a second; "
                + $"this machine can do about {most:N0} (harness doctor). Use fewer clients (--clients) or a larger --time-scale.");
        }
    }

    private RunOptions Read(ParseResult parsed, string[] files) => _target.AddTo(parsed, new RunOptions
    {
        Seed = parsed.GetValue(CommonOptions.Seed),
        AllowUnmeasured = parsed.GetValue(_allowUnmeasured),
        History = _history.Read(parsed),
        Announce = Console.WriteLine,
        OutputFolder = parsed.GetValue(_out) is { Length: > 0 } folder ? folder : throw new UsageException("--out must name a folder, but is ''."),
        Command = CommandLine(parsed, files),
    });

    /// <summary>The command that repeats this run, its seed included.</summary>
    private string CommandLine(ParseResult parsed, string[] files) => CommandLine(parsed, code?.Command ?? (files.Length > 0 ? "harness run" : "harness"), "run");

    /// <summary>A command line that repeats what it did, its seed included.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="begin">What it begins with.</param>
    /// <param name="name">The command's own word, which stands in that already.</param>
    internal static string CommandLine(ParseResult parsed, string begin, string name)
    {
        IEnumerable<string> words = parsed.Tokens.Select(token => token.Value).SkipWhile(word => word == name);
        string line = string.Join(' ', words.Select(ShellWord.Quote).Prepend(begin));
        return line.Contains("--seed", StringComparison.Ordinal) ? line : $"{line} --seed {parsed.GetValue(CommonOptions.Seed)}";
    }
}
