using NBomber.Contracts;
using NBomber.CSharp;
using Harness.Engines;

namespace Harness.NBomber;

/// <summary>What differs between the versions of NBomber, in one place.</summary>
internal static class NBomberVersions
{
    /// <summary>A step with a latency of its own. 4.x and 6.0.2 and later take it; those between measure by themselves, so there the step lasts as long.</summary>
    public static async Task<IResponse> RecordAsync(HostedStep step, IScenarioContext context) => await Step.Run(step.Name, context, async () =>
    {
        // Below a microsecond, and at 0, NBomber would take its own measurement.
        double milliseconds = Math.Max(0.001, step.Took?.TotalMilliseconds ?? 0);
#if NBOMBER_LATENCY
        await Task.CompletedTask;
        return step.IsOk ? Response.Ok(latencyMs: milliseconds) : Response.Fail(statusCode: "failed", message: step.Why, latencyMs: milliseconds);
#elif NBOMBER_CUSTOM_LATENCY
        await Task.CompletedTask;
        return step.IsOk ? Response.Ok(customLatencyMs: milliseconds) : Response.Fail(statusCode: "failed", message: step.Why, customLatencyMs: milliseconds);
#else
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        return step.IsOk ? Response.Ok() : Response.Fail(statusCode: "failed", message: step.Why);
#endif
    });

    /// <summary>Running iterations end with the run, which takes its drain and its verdict after the load. 4.x waits 60 s for them, whatever is asked.</summary>
    public static NBomberContext WithPatience(this NBomberContext context, TimeSpan patience)
    {
#if NBOMBER_COMPLETION_TIMEOUT
        return context.WithScenarioCompletionTimeout(patience);
#else
        return context;
#endif
    }

    /// <summary>Each assertion is a threshold on the step of its name, where the version has thresholds.</summary>
    public static ScenarioProps WithAssertions(this ScenarioProps scenario, IEnumerable<string> assertions)
    {
#if NBOMBER_THRESHOLDS
        return scenario.WithThresholds([.. assertions.Select(assertion => Threshold.Create(assertion, step => step.Fail.Request.Count == 0))]);
#else
        return scenario;
#endif
    }

    /// <summary>Whether assertions are steps as well.</summary>
    public static bool HasThresholds =>
#if NBOMBER_THRESHOLDS
        true;
#else
        false;
#endif
}
