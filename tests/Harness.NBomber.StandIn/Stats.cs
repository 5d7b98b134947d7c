using System.Data;

namespace NBomber.Contracts.Stats;

// NBomber.Contracts 4.1.1 as far as the adapter and its tests use it. Latencies are in milliseconds.

public enum OperationType
{
    None,
    Init,
    WarmUp,
    Bombing,
}

public sealed record NodeInfo(OperationType CurrentOperation);

public sealed record NodeStats(ScenarioStats[] ScenarioStats, DataSet[] PluginStats)
{
    public ScenarioStats GetScenarioStats(string scenarioName) => ScenarioStats.Single(scenario => scenario.ScenarioName == scenarioName);
}

public sealed record ScenarioStats(string ScenarioName, MeasurementStats Ok, MeasurementStats Fail, StepStats[] StepStats)
{
    public StepStats GetStepStats(string stepName) => StepStats.Single(step => step.StepName == stepName);
}

public sealed record StepStats(string StepName, MeasurementStats Ok, MeasurementStats Fail);

public sealed record MeasurementStats(RequestStats Request, LatencyStats Latency);

public sealed record RequestStats(int Count);

public sealed record LatencyStats(double MinMs, double Percent50, double Percent99, double MaxMs);
