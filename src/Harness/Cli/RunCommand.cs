using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Harness.Clients.Protocol;
using Harness.Journal;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness run</c>, which is also what <c>harness</c> alone does: scenarios in, exit code and report out.</summary>
internal sealed class RunCommand
{
    private readonly Argument<string[]> _files = new("file or folder")
    {
        Description = "Scenario files, profiles, or folders of them. None: the profile 'standard'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _target = new("--target") { Description = "Socket URL of your server (ws://host:port/path, or wss://); without it, the embedded target.", HelpName = "url" };
    private readonly Option<string?> _poll = new("--poll") { Description = "Base URL of your server's HTTP side; without it, the target's host at the root.", HelpName = "url" };
    private readonly Option<string?> _protocol = new("--protocol") { Description = "File whose block protocol says what your server speaks, for scenarios that have none.", HelpName = "file" };
    private readonly Option<string[]> _toxiproxy = new("--toxiproxy") { Description = "API of a Toxiproxy server to break the network with; may repeat. Without it, the embedded one.", HelpName = "url", DefaultValueFactory = _ => [] };
    private readonly Option<int?> _clients = Numbers.Optional("--clients", 1, 1_000_000, "Number of clients, instead of the scenario's own.");

    private readonly Option<double> _timeScale = new("--time-scale")
    {
        Description = "Multiplies every duration and divides every rate: 0.1 runs ten times as fast.",
        HelpName = "x",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseFactor,
    };

    private readonly Option<FaultBackend?> _faultBackend = new("--fault-backend")
    {
        Description = "What makes silent-drop, one-way-drop and half-open: toxics of the fault proxy (toxiproxy, the default), or packet-filter rules (kernel; Linux, nftables, CAP_NET_ADMIN).",
        HelpName = "toxiproxy|kernel",
        CustomParser = ParseBackend,
    };

    private readonly Option<string> _out = new("--out") { Description = "Folder in which the run's own folder is made.", HelpName = "dir", DefaultValueFactory = _ => "reports" };
    private readonly Option<string?> _only = new("--only") { Description = "Run only the scenario of this name.", HelpName = "name" };
    private readonly Option<bool> _allowUnmeasured = new("--allow-unmeasured") { Description = "Leave out, and list, assertions that the target does not give the facts for." };

    private IEnumerable<Option> Options => [_target, _poll, _protocol, _toxiproxy, _faultBackend, _clients, _timeScale, _out, _only, CommonOptions.Seed, _allowUnmeasured];

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

        List<RunnableScenario> scenarios = Load(parsed, files);
        RunOptions options = Read(parsed, files);
        using var signals = new Signals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellation);
        string name = files.Length == 0 ? "standard" : scenarios.Count == 1 ? scenarios[0].Scenario.Name : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(files[0]));
        RunOutcome outcome;
        try
        {
            using ILiveView view = LiveView.For(AnsiConsole.Console, scenarios);
            outcome = await HarnessRun.RunAsync(scenarios, name, options, view.Show, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("Interrupted before anything was started.");
            return ExitCodes.Interrupted;
        }

        ConsoleSummary.Write(AnsiConsole.Console, outcome.Result, Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(outcome.Folder, "index.html")));
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

    private List<RunnableScenario> Load(ParseResult parsed, string[] files)
    {
        // The standard profile ships beside the program, so it is there whatever the current folder is.
        LoadResult loaded = ScenarioFile.Load(files.Length > 0 ? files : [Path.Combine(AppContext.BaseDirectory, "scenarios", "standard.yaml")]);
        foreach (string warning in loaded.Warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        if (!loaded.IsValid)
        {
            throw new UsageException(string.Join(Environment.NewLine, loaded.Errors));
        }

        ImmutableArray<LoadedScenario> chosen = loaded.Scenarios;
        if (parsed.GetValue(_only) is { } only)
        {
            chosen = [.. chosen.Where(scenario => scenario.Scenario.Name == only)];
            if (chosen.IsEmpty)
            {
                throw new UsageException($"--only '{only}' names no scenario. There are: {string.Join(", ", loaded.Scenarios.Select(s => s.Scenario.Name))}.");
            }
        }

        ProtocolSettings? protocol = ReadProtocol(parsed);
        return [.. chosen.Select(scenario => new RunnableScenario(Adjust(parsed, scenario, protocol), scenario.Source))];
    }

    private ProtocolSettings? ReadProtocol(ParseResult parsed)
    {
        if (parsed.GetValue(_protocol) is not { } file)
        {
            return null;
        }

        IReadOnlyList<string> errors = ProtocolFile.Read(file, out ProtocolSettings? protocol);
        return errors.Count == 0 ? protocol : throw new UsageException(string.Join(Environment.NewLine, errors));
    }

    /// <summary>Another number of clients and another time scale, validated again: what was sound at full size may not be at a tenth.</summary>
    private Scenario Adjust(ParseResult parsed, LoadedScenario loaded, ProtocolSettings? protocol)
    {
        Scenario scenario = loaded.Scenario with { Protocol = loaded.Scenario.Protocol ?? protocol };
        if (parsed.GetValue(_clients) is { } clients)
        {
            scenario = scenario.WithClients(clients);
        }

        double factor = parsed.GetValue(_timeScale);
        scenario = factor == 1 ? scenario : scenario.Scale(factor);
        Scenarios.Files.Validation.ValidationResult valid = ScenarioValidator.Validate(scenario);
        if (!valid.IsValid)
        {
            throw new UsageException(string.Join(Environment.NewLine, valid.Errors.Select(error => $"{loaded.Path}, with {(protocol is null ? "" : "--protocol, ")}--clients and --time-scale applied: {error}")));
        }

        CheckRate(scenario);
        return scenario;
    }

    private static void CheckRate(Scenario scenario)
    {
        double most = Runs.Capacity.HeartbeatsPerSecond(Machine.Read());
        double rate = scenario.Populations.Sum(population => population.Clients.Policy.Heartbeat is { } heartbeat ? population.Clients.Count / heartbeat.Interval.TotalSeconds : 0);
        if (rate > most)
        {
            throw new UsageException(
                $"{scenario.Name}: the heartbeats of {scenario.Count:N0} clients are {rate:N0} a second; "
                + $"this machine can do about {most:N0} (harness doctor). Use fewer clients (--clients) or a larger --time-scale.");
        }
    }

    private RunOptions Read(ParseResult parsed, string[] files) => new()
    {
        Target = parsed.GetValue(_target) is { } target ? TargetUrl.Socket(target) : null,
        Poll = parsed.GetValue(_poll) is { } poll ? PollOf(parsed, poll) : null,
        Toxiproxies = [.. (parsed.GetValue(_toxiproxy) ?? []).Select(url => TargetUrl.Toxiproxy(url))],
        FaultBackend = parsed.GetValue(_faultBackend) ?? FaultBackend.Toxiproxy,
        Seed = parsed.GetValue(CommonOptions.Seed),
        AllowUnmeasured = parsed.GetValue(_allowUnmeasured),
        Announce = Console.WriteLine,
        OutputFolder = parsed.GetValue(_out) is { Length: > 0 } folder ? folder : throw new UsageException("--out must name a folder, but is ''."),
        TimeScale = parsed.GetValue(_timeScale),
        Command = CommandLine(parsed, files),
    };

    /// <summary>The embedded target serves its own HTTP side: another one would be ignored, and somebody misled.</summary>
    private Uri PollOf(ParseResult parsed, string poll) => parsed.GetValue(_target) is not null
        ? TargetUrl.Poll(poll)
        : throw new UsageException("--poll goes with --target: the embedded target has an HTTP side of its own.");

    /// <summary>The command that repeats this run, its seed included.</summary>
    private static string CommandLine(ParseResult parsed, string[] files)
    {
        IEnumerable<string> words = parsed.Tokens.Select(token => token.Value).SkipWhile(word => word == "run");
        string line = string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word).Prepend(files.Length > 0 ? "harness run" : "harness"));
        return line.Contains("--seed", StringComparison.Ordinal) ? line : $"{line} --seed {parsed.GetValue(CommonOptions.Seed)}";
    }

    private static FaultBackend? ParseBackend(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        FaultBackend? backend = text switch
        {
            "toxiproxy" => FaultBackend.Toxiproxy,
            "kernel" => FaultBackend.Kernel,
            _ => null,
        };
        if (backend is null)
        {
            argument.AddError($"--fault-backend must be toxiproxy or kernel, but is '{text}'.");
        }

        return backend;
    }

    private static double ParseFactor(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor is > 0 and <= 100)
        {
            return factor;
        }

        argument.AddError($"--time-scale must be a number over 0 and up to 100, such as 0.1, but is '{text}'.");
        return 1;
    }
}
