using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.ExceptionServices;
using Harness.Capacity;
using Harness.Capacity.Levers;
using Harness.Capacity.Probing;
using Harness.Reporting;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Validation;
using Spectre.Console;

namespace Harness.Cli;

/// <summary><c>harness capacity</c>: the largest load that holds the objectives.</summary>
internal sealed class CapacityCommand
{
    private const int Most = 1_000_000;

    private readonly Argument<string?> _file = new("file") { Description = "Scenario file: its clients, topics and faults make every step.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _slo = new("--slo")
    {
        Description = "What has to hold, an assertion such as \"heartbeat.rtt.p99 <= 250ms\"; may repeat. Without it, the scenario's own assertions.", HelpName = "assertion", DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _vary = new("--vary")
    {
        Description = $"What is varied: {string.Join("; ", LeverRegistry.All.Select(lever => $"{lever.Name} ({lever.Meaning})"))}.", HelpName = string.Join('|', LeverRegistry.All.Select(lever => lever.Name)),
        DefaultValueFactory = _ => LeverRegistry.All[0].Name,
    };

    private readonly Option<int?> _from = Numbers.Optional("--from", 1, Most, "The first level. Without it, the scenario's own.");
    private readonly Option<int> _max = Numbers.Option("--max", Most, 1, Most, "The highest level to try.");
    private readonly Option<int?> _atLeast = Numbers.Optional("--at-least", 1, Most, "A gate: exit code 0 if that many hold, 1 if they do not.");
    private readonly Option<Duration> _for = Durations.Option("--for", TimeSpan.FromSeconds(30), "How long each level is held.");
    private readonly Option<Duration?> _ramp = Durations.Optional("--ramp", "Ramp of each step. Without it, as many new clients a second as in the scenario, and at least 1s.");
    private readonly Option<double> _within = Shares.Option("--within", "Resolution: the widest gap between what held and what broke (5% if not given).");
    private readonly Option<int> _agree = Numbers.Option("--agree", 2, 1, 20, "How many runs have to agree at each end of the gap.");
    private readonly Option<int> _spoilt = Numbers.Option("--spoilt", 5, 1, 100, "How many runs of a level the generator may spoil before the level counts as beyond it.");
    private readonly Option<int?> _clients = Numbers.Optional("--clients", 1, Most, "Number of clients, instead of the scenario's own, where something else is varied.");
    private readonly TargetAndProxy _target = new();
    private readonly Option<double> _timeScale = new("--time-scale")
    {
        Description = "Multiplies every duration, --for and limits of times included, and divides every rate but that of a level.", HelpName = "x", DefaultValueFactory = _ => 1, CustomParser = Adjusting.ParseFactor,
    };

    private readonly Option<string> _out = new("--out") { Description = "Folder in which the search's own folder is made.", HelpName = "dir", DefaultValueFactory = _ => "reports" };
    private readonly Option<bool> _allowUnmeasured = new("--allow-unmeasured") { Description = "Leave out objectives that the target does not give the facts for." };

    public static Command Create()
    {
        var capacity = new CapacityCommand();
        var command = new TaughtCommand(
            "capacity",
            "Finds the largest number of clients, arrival rate or message rate that holds the objectives.",
            """
            Each step is a run of the scenario at one level: a ramp, the level held for --for, the scenario's faults if
            it has any. Levels double until one breaks, twice; then the gap is halved until it is within the resolution,
            and both ends have as many runs as have to agree. What the generator itself could not do (descriptors, ports,
            CPU, late timers) is told apart and never reported as the target's limit.

            Two objectives go without saying, unless others are given for the same metric: clients.never_opened == 0
            and false_alarms == 0. 'harness faults' lists the metrics.

            Exit codes: 0 found, or --at-least holds; 1 --at-least does not hold, or nothing does; 2 the input cannot be
            run; 3 environment; 4 the generator ended the search before the question was answered; 130 interrupted.

            Try it: harness capacity scenarios/capacity/steady.yaml --max 2000 --for 5s
                    harness capacity scenarios/capacity/steady.yaml --slo "heartbeat.rtt.p99 <= 250ms" --target ws://staging:8080/socket
                    harness capacity scenarios/capacity/steady.yaml --vary messages --clients 200 --at-least 50
            """);
        capacity._file.Validators.Add(Mistyped.RefuseOptions);
        command.Arguments.Add(capacity._file);
        foreach (Option option in (Option[])
        [
            capacity._slo, capacity._vary, capacity._from, capacity._max, capacity._atLeast, capacity._for, capacity._ramp, capacity._within, capacity._agree, capacity._spoilt, capacity._clients,
            .. capacity._target.Options, capacity._timeScale, capacity._out, CommonOptions.Seed, capacity._allowUnmeasured,
        ])
        {
            command.Options.Add(option);
        }

        command.SetAction(capacity.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        CapacityPlan plan = Plan(parsed);
        RunOptions options = Read(parsed);
        using var signals = new Signals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellation);
        CapacityOutcome outcome;
        using (ICapacityView view = CapacityView.For(AnsiConsole.Console, plan))
        {
            outcome = await new CapacityRun(plan, options, view.Show).RunAsync(stop.Token).ConfigureAwait(false);
        }

        await RunsIndex.RenewAsync(outcome.Folder).ConfigureAwait(false);
        CapacityView.Conclude(AnsiConsole.Console, outcome.Result, Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(outcome.Folder, "index.html")));
        return signals.Token.IsCancellationRequested ? ExitCodes.Interrupted
            : outcome.Failure is { } failure ? Throw(failure)
            : ExitCodes.Of(outcome.Result.Verdict);
    }

    /// <summary>The failure as it was, so that it has its own exit code and says where it came from.</summary>
    private static int Throw(Exception failure)
    {
        ExceptionDispatchInfo.Throw(failure);
        return ExitCodes.Environment;
    }

    private CapacityPlan Plan(ParseResult parsed)
    {
        LoadedScenario loaded = Load(parsed.GetValue(_file) ?? throw new UsageException("capacity needs a scenario file: harness capacity scenarios/capacity/steady.yaml"));
        double factor = parsed.GetValue(_timeScale);
        Scenario scenario = parsed.GetValue(_clients) is { } clients ? loaded.Scenario.WithClients(clients) : loaded.Scenario;
        scenario = (factor == 1 ? scenario : scenario.Scale(factor)) with { Protocol = scenario.Protocol ?? _target.Protocol(parsed) };
        string name = parsed.GetValue(_vary)!;
        ILever lever = LeverRegistry.Find(name)
            ?? throw new UsageException($"--vary {Units.Quote(name)} is not known; {Nearest.Suggest(name, [.. LeverRegistry.All.Select(known => known.Name)])}.");
        long own = lever.Of(scenario) ?? throw new UsageException($"{loaded.Path} has no {lever.Name} to vary: that needs {lever.Needs}.");
        double within = parsed.GetValue(_within);
        var plan = new CapacityPlan
        {
            Scenario = scenario,
            Source = loaded.Source,
            Lever = lever,
            Shape = new StepShape { Hold = parsed.GetValue(_for).Span * factor, Ramp = parsed.GetValue(_ramp)?.Span * factor },
            Objectives = Objectives.Of(scenario, [.. Slos(parsed).Select(slo => slo.Scale(factor))], candidate => ScenarioValidator.Validate(candidate).IsValid),
            Search = new SearchSettings
            {
                From = Math.Max(lever.Least(scenario), Math.Min(parsed.GetValue(_from) ?? own, parsed.GetValue(_max))),
                Least = lever.Least(scenario),
                Most = parsed.GetValue(_max),
                Within = within == 0 ? 0.05 : within,
                Agree = parsed.GetValue(_agree),
                MostSpoilt = parsed.GetValue(_spoilt),
                AtLeast = parsed.GetValue(_atLeast),
            },
        };
        Check(parsed, plan, loaded.Path);
        return plan;
    }

    private void Check(ParseResult parsed, CapacityPlan plan, string path)
    {
        SearchSettings search = plan.Search;
        List<string> wrong = [];
        if (parsed.GetValue(_from) > search.Most)
        {
            wrong.Add($"--from must be at most --max, {search.Most:N0}, but is {parsed.GetValue(_from):N0}.");
        }

        if (search.Most < search.Least || parsed.GetValue(_from) < search.Least)
        {
            wrong.Add($"--from and --max must be at least {search.Least:N0}: with a fault each of the {plan.Scenario.Cohorts} cohorts needs a client.");
        }

        if (search.AtLeast > search.Most)
        {
            wrong.Add($"--at-least must be at most --max, {search.Most:N0}, but is {search.AtLeast:N0}.");
        }

        if (plan.LongestDetection is { } detection && plan.TimesAt(search.From).Hold < detection)
        {
            double factor = parsed.GetValue(_timeScale);
            wrong.Add($"--for must be at least {Units.Show(detection / factor)}, but is {Units.Show(plan.TimesAt(search.From).Hold / factor)}: that is how long the clients of {path} take to notice a server that answers no more, and a level at which it falls silent would hold until then. Hold it for longer, or give the clients a shorter heartbeat.");
        }

        wrong.AddRange(ScenarioValidator.Validate(plan.At(search.From)).Errors.Select(error => $"{path}, as a step of {search.From:N0} {plan.Lever.Unit}: {error}"));
        if (wrong.Count > 0)
        {
            throw new UsageException(string.Join(Environment.NewLine, wrong));
        }
    }

    private ImmutableArray<Assertion> Slos(ParseResult parsed)
    {
        var slos = ImmutableArray.CreateBuilder<Assertion>();
        List<string> wrong = [];
        foreach (string text in parsed.GetValue(_slo) ?? [])
        {
            if (AssertionText.TryParse(text, out Assertion? slo, out string? error))
            {
                slos.Add(slo);
            }
            else
            {
                wrong.Add($"--slo {Units.Quote(text)} {error}.");
            }
        }

        return wrong.Count == 0 ? slos.ToImmutable() : throw new UsageException(string.Join(Environment.NewLine, wrong));
    }

    private static LoadedScenario Load(string path)
    {
        LoadResult loaded = ScenarioFile.Load([path]);
        if (!loaded.IsValid)
        {
            throw new UsageException(string.Join(Environment.NewLine, loaded.Errors));
        }

        return loaded.Scenarios is [var only] ? only : throw new UsageException($"{path} holds {loaded.Scenarios.Length} scenarios; capacity takes one file with one scenario.");
    }

    private RunOptions Read(ParseResult parsed) => _target.AddTo(parsed, new RunOptions
    {
        Seed = parsed.GetValue(CommonOptions.Seed),
        AllowUnmeasured = parsed.GetValue(_allowUnmeasured),
        OutputFolder = parsed.GetValue(_out) is { Length: > 0 } folder ? folder : throw new UsageException("--out must name a folder, but is ''."),
        TimeScale = parsed.GetValue(_timeScale),
        Command = RunCommand.CommandLine(parsed, "harness capacity", "capacity"),
    });
}
