using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.StandIn;

/// <summary>
/// What NBomber 4.1.2 does with scenarios, in the order in which it does it: its report folder is deleted, plugins and scenarios are initialised one after the other, simulations tick
/// once a second or interval, copies begin after a drawn part of that, a running iteration is never interrupted, and is waited for up to a minute after the end.
/// </summary>
internal sealed class Runner(NBomberContext context) : IBaseContext, IScenarioInitContext
{
    private readonly CancellationTokenSource _stop = new();
    private OperationType _operation = OperationType.Init;

    public NodeInfo GetNodeInfo() => new(_operation);

    public async Task<NodeStats> RunAsync()
    {
        if (Directory.Exists(context.ReportFolder))
        {
            Directory.Delete(context.ReportFolder, recursive: true);
        }

        Directory.CreateDirectory(context.ReportFolder);
        foreach (ScenarioProps scenario in context.Scenarios)
        {
            if (scenario.LoadSimulations.Any(each => each.During < TimeSpan.FromSeconds(1)) || (scenario.WarmUpDuration is { } warm && warm > scenario.LoadSimulations.Aggregate(TimeSpan.Zero, (sum, each) => sum + each.During)))
            {
                throw new InvalidOperationException($"Scenario: '{scenario.ScenarioName}' has a simulation or a warm-up of a wrong duration");
            }
        }

        foreach (IWorkerPlugin plugin in context.Plugins)
        {
            await plugin.Init(this, new ConfigurationBuilder().Build());
        }

        try
        {
            foreach (ScenarioProps scenario in context.Scenarios)
            {
                await (scenario.Init?.Invoke(this) ?? Task.CompletedTask);
            }
        }
        catch (Exception e)
        {
            // As there: the message, and nothing else of it.
            throw new InvalidOperationException($"Init scenario error: '{e.Message}'");
        }

        if (context.Scenarios.Where(scenario => scenario.WarmUpDuration is not null).ToArray() is { Length: > 0 } warming)
        {
            _operation = OperationType.WarmUp;
            StartPlugins();
            await Task.WhenAny(
                Task.WhenAll(warming.Select(scenario => new Scheduler(scenario, _stop).RunAsync())),
                Task.Delay(warming.Max(scenario => scenario.WarmUpDuration!.Value), TimeProvider.System));
            await StopPluginsAsync();
        }

        _operation = OperationType.Bombing;
        StartPlugins();
        Scheduler[] schedulers = [.. context.Scenarios.Select(scenario => new Scheduler(scenario, _stop))];
        await Task.WhenAll(schedulers.Select(scheduler => scheduler.RunAsync()));
        await StopPluginsAsync();
        await Task.WhenAny(Task.WhenAll(schedulers.Select(scheduler => scheduler.Working)), Task.Delay(context.CompletionTimeout, TimeProvider.System));
        foreach (ScenarioProps scenario in context.Scenarios)
        {
            await (scenario.Clean?.Invoke(this) ?? Task.CompletedTask);
        }

        var stats = new NodeStats([.. schedulers.Select(scheduler => scheduler.Stats())], []);
        DataSet[] tables = [.. await Task.WhenAll(context.Plugins.Select(plugin => plugin.GetStats(stats)))];
        await File.WriteAllTextAsync(
            Path.Combine(context.ReportFolder, "nbomber_report.txt"),
            string.Join(Environment.NewLine, tables.SelectMany(set => set.Tables.Cast<DataTable>()).SelectMany(table => table.Rows.Cast<DataRow>()
                .Select(row => $"{table.TableName}: {string.Join(" | ", row.ItemArray)}"))));
        foreach (IWorkerPlugin plugin in context.Plugins)
        {
            plugin.Dispose();
        }

        return stats with { PluginStats = tables };
    }

    private void StartPlugins()
    {
        foreach (IWorkerPlugin plugin in context.Plugins)
        {
#if NBOMBER_THRESHOLDS
            _ = plugin.Start(new SessionStartInfo());
#else
            _ = plugin.Start();
#endif
        }
    }

    private async Task StopPluginsAsync()
    {
        foreach (IWorkerPlugin plugin in context.Plugins)
        {
            await plugin.Stop();
        }
    }
}

/// <summary>One scenario's load simulations, and its copies.</summary>
internal sealed class Scheduler(ScenarioProps scenario, CancellationTokenSource stop)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, ConcurrentBag<IResponse>> _steps = [];
    private readonly List<Copy> _constant = [];
    private readonly List<Task> _working = [];
    private readonly Random _random = new(1);

    public Task Working => Task.WhenAll(_working);

    public string Name => scenario.ScenarioName;

    public bool RestartsOnFail => scenario.RestartIterationOnFail;

    public async Task RunAsync()
    {
        var watch = Stopwatch.StartNew();
        TimeSpan ticked = TimeSpan.Zero;
        int previous = 0;
        foreach (LoadSimulation simulation in scenario.LoadSimulations)
        {
            TimeSpan tick = simulation switch
            {
                LoadSimulation.Inject inject => inject.Interval,
                _ => _second,
            };
            int ticks = (int)Math.Ceiling(simulation.During / tick);
            for (int i = 0; i < ticks && !stop.IsCancellationRequested; i++)
            {
                int progress = (int)(100.0 * i / ticks);
                Keep(simulation switch
                {
                    LoadSimulation.KeepConstant keep => keep.Copies,
                    LoadSimulation.RampingConstant ramp => (int)Math.Round(previous + ((ramp.Copies - previous) * progress / 100.0)),
                    _ => 0,
                });
                for (int n = 0; simulation is LoadSimulation.Inject inject && n < inject.Rate; n++)
                {
                    _working.Add(new Copy(this).RunAsync(once: true, _random.NextDouble() * tick));
                }

                ticked += tick;
                if (ticked - watch.Elapsed is { Ticks: > 0 } nap)
                {
                    await Task.WhenAny(Task.Delay(nap, TimeProvider.System), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token));
                }
            }

            // Whatever the number counts: the next ramp begins at it.
            previous = simulation switch
            {
                LoadSimulation.KeepConstant keep => keep.Copies,
                LoadSimulation.RampingConstant ramp => ramp.Copies,
                LoadSimulation.Inject inject => inject.Rate,
                _ => 0,
            };
        }

        Keep(0);
    }

    public bool IsStopped => stop.IsCancellationRequested;

    public void Stop() => stop.Cancel();

    public void Record(string step, IResponse response) => _steps.GetOrAdd(step, _ => []).Add(response);

    public Task<IResponse> PlayAsync(Copy copy) => scenario.Run(copy);

    public ScenarioStats Stats() => new(
        scenario.ScenarioName, Of(Copy.Iteration, error: false), Of(Copy.Iteration, error: true),
        [.. _steps.Keys.Where(step => step != Copy.Iteration).Order().Select(step => new StepStats(step, Of(step, error: false), Of(step, error: true)))]);

    private void Keep(int copies)
    {
        while (_constant.Count > copies)
        {
            _constant[0].IsAskedToStop = true;
            _constant.RemoveAt(0);
        }

        while (_constant.Count < copies)
        {
            _constant.Add(new Copy(this));
            _working.Add(_constant[^1].RunAsync(once: false, _random.NextDouble() * _second));
        }
    }

    private MeasurementStats Of(string step, bool error)
    {
        double[] latencies = [.. _steps.GetValueOrDefault(step, []).Where(response => response.IsError == error).Select(response => response.LatencyMs).Order()];
        double At(double share) => latencies.Length == 0 ? 0 : latencies[Math.Max(0, (int)Math.Ceiling(share * latencies.Length) - 1)];
        return new MeasurementStats(new RequestStats(latencies.Length), new LatencyStats(At(0), At(0.5), At(0.99), At(1)));
    }
}

/// <summary>One copy of a scenario.</summary>
internal sealed class Copy(Scheduler scheduler) : IScenarioContext
{
    public const string Iteration = "global information";

    public int InvocationNumber { get; private set; }

    public bool IsAskedToStop { get; set; }

    public bool RestartsOnFail => scheduler.RestartsOnFail;

    public async Task RunAsync(bool once, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System);
        do
        {
            InvocationNumber++;
            IResponse response = await scheduler.PlayAsync(this);
            Record(Iteration, response);
        }
        while (!once && !IsAskedToStop && !scheduler.IsStopped);
    }

    public void Record(string step, IResponse response) => scheduler.Record(step, response);

    public void StopCurrentTest(string reason) => scheduler.Stop();
}
