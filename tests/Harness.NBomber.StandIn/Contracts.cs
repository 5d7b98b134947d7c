using System.Data;
using Microsoft.Extensions.Configuration;
using NBomber.Contracts.Stats;

namespace NBomber.Contracts;

// NBomber.Contracts 4.1.1 as far as the adapter uses it.

public interface IResponse
{
    string StatusCode { get; }
    bool IsError { get; }
    double LatencyMs { get; }
    string Message { get; }
}

public sealed record Response<T>(string StatusCode, bool IsError, long SizeBytes, double LatencyMs, string Message) : IResponse;

public interface IScenarioContext
{
    int InvocationNumber { get; }
    void StopCurrentTest(string reason);
}

public interface IScenarioInitContext;

public interface IBaseContext
{
    NodeInfo GetNodeInfo();
}

public interface IWorkerPlugin : IDisposable
{
    string PluginName { get; }
    Task Init(IBaseContext context, IConfiguration infraConfig);
#if NBOMBER_THRESHOLDS
    Task Start(SessionStartInfo sessionInfo);
#else
    Task Start();
#endif
    Task<DataSet> GetStats(NodeStats stats);
    string[] GetHints();
    Task Stop();
}

public abstract record LoadSimulation(TimeSpan During)
{
    public sealed record RampingConstant(int Copies, TimeSpan During) : LoadSimulation(During);
    public sealed record KeepConstant(int Copies, TimeSpan During) : LoadSimulation(During);
    public sealed record Inject(int Rate, TimeSpan Interval, TimeSpan During) : LoadSimulation(During);
    public sealed record Pause(TimeSpan During) : LoadSimulation(During);
}

public sealed record ScenarioProps(string ScenarioName, Func<IScenarioContext, Task<IResponse>> Run)
{
    public Func<IScenarioInitContext, Task>? Init { get; init; }
    public Func<IScenarioInitContext, Task>? Clean { get; init; }
    public TimeSpan? WarmUpDuration { get; init; } = TimeSpan.FromSeconds(30);
    public LoadSimulation[] LoadSimulations { get; init; } = [];
    public bool RestartIterationOnFail { get; init; } = true;
    public int MaxFailCount { get; init; } = 5000;
#if NBOMBER_THRESHOLDS
    public Threshold[] Thresholds { get; init; } = [];
#endif
}

#if NBOMBER_THRESHOLDS
public sealed record SessionStartInfo;

public sealed record Threshold(string StepName, Func<StepStats, bool> CheckStep)
{
    public static Threshold Create(string stepName, Func<StepStats, bool> checkStep, int? abortWhenErrorCount = null, TimeSpan? startCheckAfter = null) => new(stepName, checkStep);
}
#endif

public sealed record NBomberContext(ScenarioProps[] Scenarios)
{
    public IWorkerPlugin[] Plugins { get; init; } = [];
    public string ReportFolder { get; init; } = "reports";
    public string TestSuite { get; init; } = "";
    public string TestName { get; init; } = "";
    public TimeSpan CompletionTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
