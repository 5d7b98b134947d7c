using Harness.Cli;
using Harness.Engines;
using Harness.Runs;
using Harness.Scenarios;
using NBomber.Contracts;
using NBomber.CSharp;
using NBomberScenario = NBomber.CSharp.Scenario;
using NBomberSimulation = NBomber.CSharp.Simulation;
using Scenario = Harness.Scenarios.Scenario;

namespace Harness.NBomber;

/// <summary>
/// A scenario of this project as scenarios and a worker plugin of NBomber, to be registered beside others:
/// <code>
///   await using var hosted = new HostedScenario(scenario);
///   NBomberRunner.RegisterScenarios(hosted.Scenarios).WithWorkerPlugins(hosted.Plugin).Run();
///   return hosted.ExitCode;
/// </code>
/// Each population is a scenario whose copies are its clients; one more, with a single copy, waits for the verdict and records detection, fallback and recovery.
/// </summary>
public sealed class HostedScenario : IAsyncDisposable
{
    /// <summary>NBomber's own clock may be behind: whoever is done stays so long, or would be asked again.</summary>
    private static readonly TimeSpan _hold = TimeSpan.FromSeconds(1.5);

    private readonly RunnableScenario _runnable;
    private readonly string _name;
    private readonly RunOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly SemaphoreSlim _starting = new(1);
    private HostedRun? _run;

    /// <param name="scenario">The scenario.</param>
    /// <param name="options">Seed, target, and where reports go; null: the embedded target, seed 1, and the folder <c>reports</c>.</param>
    /// <param name="cancellation">Ends the run early: its report says incomplete.</param>
    /// <exception cref="UsageException">It cannot be run: everything that is wrong with it.</exception>
    public HostedScenario(Scenario scenario, RunOptions? options = null, CancellationToken cancellation = default)
        : this(RunnableScenario.Valid(scenario), scenario.Name, options ?? new RunOptions { Command = "HostedScenario" }, cancellation)
    {
    }

    internal HostedScenario(RunnableScenario runnable, string name, RunOptions options, CancellationToken cancellation)
    {
        (_runnable, _name, _options, _cancellation) = (runnable, name, options, cancellation);
        Scenario scenario = runnable.Scenario;
        Plugin = new VerdictPlugin(this);
        var plan = RunPlan.Create(scenario, options.Seed);
        Scenarios = [.. scenario.Populations.Select((_, i) => OfPopulation(i, plan)), OfVerdict()];
    }

    /// <summary>What is registered with NBomber: one for each population, and the one of the verdict, named <c>….judged</c>.</summary>
    public ScenarioProps[] Scenarios { get; }

    /// <summary>Begins the load, and with it the faults, and brings the verdict into NBomber's report.</summary>
    public IWorkerPlugin Plugin { get; }

    /// <summary>The judged run; null before it is judged.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>0 passed, 1 an assertion failed, 3 it did not come to a verdict, 4 the generator was in the way.</summary>
    public int ExitCode => Outcome is { Failure: null } outcome ? ExitCodes.Of(outcome.Result.Verdict) : ExitCodes.Environment;

    /// <summary>Ends the run if it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_run is not null)
            {
                await _run.DisposeAsync();
                Outcome ??= await LastWordAsync(_run);
                _run = null;
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Why it could not be started; null: it could.</summary>
    internal Exception? Failure { get; private set; }

    internal void Begin() => _run?.Begin();

    private static async Task<RunOutcome?> LastWordAsync(HostedRun run)
    {
        try
        {
            return await run.OutcomeAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or EnvironmentException)
        {
            // It was ended before anything could be reported.
            return null;
        }
    }

    private ScenarioProps OfPopulation(int population, RunPlan plan)
    {
        Scenario scenario = _runnable.Scenario;
        string name = scenario.Populations.Length == 1 ? scenario.Name : $"{scenario.Name}.{scenario.Populations[population].Name}";
        return Common(NBomberScenario.Create(name, context => PlayAsync(population, context)))
            .WithLoadSimulations([.. LoadSimulations.Of(scenario, population, plan).Select(Simulate)]);
    }

    private ScenarioProps OfVerdict()
    {
        Scenario scenario = _runnable.Scenario;
        TimeSpan during = LoadSimulations.Lead + TimeSpan.FromSeconds(Math.Ceiling((scenario.Duration + scenario.Drain).TotalSeconds));
        return Common(NBomberScenario.Create($"{scenario.Name}.judged", context => JudgeAsync(context, during)))
            .WithAssertions(scenario.Assertions.Select(assertion => assertion.Expression))
            .WithLoadSimulations(NBomberSimulation.KeepConstant(1, during));
    }

    private ScenarioProps Common(ScenarioProps scenario) => scenario
        .WithoutWarmUp()
        .WithInit(async _ => await StartAsync())
        .WithClean(async _ => await DisposeAsync())
        // A failed step is a finding, and no reason to end the client's session.
        .WithRestartIterationOnFail(false)
        .WithMaxFailCount(int.MaxValue);

    private static global::NBomber.Contracts.LoadSimulation Simulate(Engines.LoadSimulation simulation) => simulation.Kind switch
    {
        SimulationKind.RampingConstant => NBomberSimulation.RampingConstant(simulation.Number, simulation.During),
        SimulationKind.KeepConstant => NBomberSimulation.KeepConstant(simulation.Number, simulation.During),
        SimulationKind.Inject => NBomberSimulation.Inject(simulation.Number, simulation.Interval, simulation.During),
        _ => NBomberSimulation.Pause(simulation.During),
    };

    private async Task StartAsync()
    {
        await _starting.WaitAsync(_cancellation);
        try
        {
            _run ??= await HostedRun.StartAsync(_runnable, _name, _options, _ => { }, _cancellation);
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>One iteration is one client session.</summary>
    private async Task<IResponse> PlayAsync(int population, IScenarioContext context)
    {
        HostedRun run = _run!;
        run.Begin();
        try
        {
            if (await run.EnterAsync(population, _cancellation) is { } session)
            {
                await foreach (HostedStep step in session.StepsAsync(_cancellation))
                {
                    await NBomberVersions.RecordAsync(step, context);
                }
            }

            await run.LingerAsync(_hold, _cancellation);
            return Response.Ok();
        }
        catch (OperationCanceledException)
        {
            context.StopCurrentTest("the run was ended");
            // Stopping takes a moment, in which no copy is to turn in circles.
            await Task.Delay(_hold, TimeProvider.System, CancellationToken.None);
            return Response.Fail(statusCode: "ended", message: "the run was ended");
        }
    }

    /// <summary>Waits for the verdict, and records what only the judge knows.</summary>
    private async Task<IResponse> JudgeAsync(IScenarioContext context, TimeSpan during)
    {
        HostedRun run = _run!;
        run.Begin();
        try
        {
            RunOutcome outcome = await run.OutcomeAsync(_cancellation);
            if (outcome.Failure is { } failure)
            {
                Outcome = outcome;
                throw failure;
            }

            if (Outcome is null)
            {
                Outcome = outcome;
                IEnumerable<HostedStep> steps = await run.JudgedAsync(_cancellation);
                IEnumerable<HostedStep> assertions = NBomberVersions.HasThresholds
                    ? outcome.Result.Scenarios.SelectMany(scenario => scenario.Assertions)
                        .Select(assertion => new HostedStep(assertion.Expression, TimeSpan.Zero, assertion.Passed ? "" : assertion.Actual))
                    : [];
                // Side by side: where a step lasts as long as what it tells of, all of them together last as long as the longest.
                await Task.WhenAll(steps.Concat(assertions).Select(step => NBomberVersions.RecordAsync(step, context)));
            }

            await run.LingerAsync(during - LoadSimulations.Lead - run.Load + _hold, _cancellation);
            return outcome.Result.Verdict == Judging.Verdict.Passed
                ? Response.Ok()
                : Response.Fail(statusCode: outcome.Result.Verdict.ToString().ToLowerInvariant(), message: $"see {Path.Combine(outcome.Folder, "index.html")}");
        }
        catch (Exception e) when (e is OperationCanceledException or EnvironmentException)
        {
            context.StopCurrentTest(e.Message);
            await Task.Delay(_hold, TimeProvider.System, CancellationToken.None);
            return Response.Fail(statusCode: "ended", message: e.Message);
        }
    }
}
