using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.StandIn;

namespace NBomber.CSharp;

// The C# API of NBomber 4.1.2 as far as the adapter uses it.

public static class Scenario
{
    public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run) => new(name, run);
    public static ScenarioProps WithInit(this ScenarioProps scenario, Func<IScenarioInitContext, Task> initFunc) => scenario with { Init = initFunc };
    public static ScenarioProps WithClean(this ScenarioProps scenario, Func<IScenarioInitContext, Task> cleanFunc) => scenario with { Clean = cleanFunc };
    public static ScenarioProps WithWarmUpDuration(this ScenarioProps scenario, TimeSpan duration) => scenario with { WarmUpDuration = duration };
    public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) => scenario with { WarmUpDuration = null };
    public static ScenarioProps WithLoadSimulations(this ScenarioProps scenario, params LoadSimulation[] loadSimulations) => scenario with { LoadSimulations = loadSimulations };
    public static ScenarioProps WithRestartIterationOnFail(this ScenarioProps scenario, bool shouldRestart) => scenario with { RestartIterationOnFail = shouldRestart };
#if NBOMBER_THRESHOLDS
    public static ScenarioProps WithThresholds(this ScenarioProps scenario, params Threshold[] thresholds) => scenario with { Thresholds = thresholds };
#endif
    public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int maxFailCount) => scenario with { MaxFailCount = maxFailCount };
}

public static class Simulation
{
    public static LoadSimulation RampingConstant(int copies, TimeSpan during) => new LoadSimulation.RampingConstant(copies, during);
    public static LoadSimulation KeepConstant(int copies, TimeSpan during) => new LoadSimulation.KeepConstant(copies, during);
    public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) => new LoadSimulation.Inject(rate, interval, during);
    public static LoadSimulation Pause(TimeSpan during) => new LoadSimulation.Pause(during);
}

public static class Step
{
    public static async Task<Response<T>> Run<T>(string name, IScenarioContext context, Func<Task<Response<T>>> run)
    {
        var copy = (Copy)context;
        Response<T> response = await run();
        copy.Record(name, response);
        return response.IsError && copy.RestartsOnFail ? throw new InvalidOperationException("the iteration begins again") : response;
    }
}

// The order of the parameters differs, as it does there.
public static class Response
{
#if NBOMBER_LATENCY
    public static Response<object> Ok(string statusCode = "", long sizeBytes = 0, string message = "", double latencyMs = 0) => new(statusCode, false, sizeBytes, latencyMs, message);
    public static Response<object> Fail(string statusCode = "", string message = "", long sizeBytes = 0, double latencyMs = 0) => new(statusCode, true, sizeBytes, latencyMs, message);
#elif NBOMBER_CUSTOM_LATENCY
    public static Response<object> Ok(string statusCode = "", long sizeBytes = 0, string message = "", double customLatencyMs = 0) => new(statusCode, false, sizeBytes, customLatencyMs, message);
    public static Response<object> Fail(string statusCode = "", string message = "", long sizeBytes = 0, double customLatencyMs = 0) => new(statusCode, true, sizeBytes, customLatencyMs, message);
#else
    public static Response<object> Ok(string statusCode = "", long sizeBytes = 0, string message = "") => new(statusCode, false, sizeBytes, 0, message);
    public static Response<object> Fail(string statusCode = "", string message = "", long sizeBytes = 0) => new(statusCode, true, sizeBytes, 0, message);
#endif
}

public static class NBomberRunner
{
    public static NBomberContext RegisterScenarios(params ScenarioProps[] scenarios) => new(scenarios);
    public static NBomberContext WithWorkerPlugins(this NBomberContext context, params IWorkerPlugin[] plugins) => context with { Plugins = plugins };
    public static NBomberContext WithReportFolder(this NBomberContext context, string reportFolderPath) => context with { ReportFolder = reportFolderPath };
    public static NBomberContext WithTestSuite(this NBomberContext context, string testSuite) => context with { TestSuite = testSuite };
    public static NBomberContext WithTestName(this NBomberContext context, string testName) => context with { TestName = testName };
#if NBOMBER_COMPLETION_TIMEOUT
    public static NBomberContext WithScenarioCompletionTimeout(this NBomberContext context, TimeSpan timeout) => context with { CompletionTimeout = timeout };
#endif
    public static NodeStats Run(this NBomberContext context) => new Runner(context).RunAsync().GetAwaiter().GetResult();
}
