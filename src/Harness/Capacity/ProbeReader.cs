using System.Collections.Immutable;
using System.Globalization;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Capacity;

/// <summary>
/// Whose limit it was. A level counts as broken only where nothing of the generator can explain it; what can is the generator's, and is never reported
/// as the target's. In this order:
/// <list type="number">
/// <item>ports or descriptors ran out here: the generator's;</item>
/// <item>clients never came in and the target had refused their handshakes with a status: the target's word, however late our timers were;</item>
/// <item>the run is invalid (stalls, timer lag): the generator's. Unless everything held all the same and at most a twentieth of the load was missing: late timers make every figure worse, and a load that came in bunches is no lighter;</item>
/// <item>the run could not publish as fast as the level asks for: the generator's, even if everything held;</item>
/// <item>an objective broke while a worker or a proxy had used up its core, or everything on this machine together all of them: the generator's;</item>
/// <item>every objective that broke is a time that would have held without the lag of our own timers: the generator's;</item>
/// <item>otherwise the target's.</item>
/// </list>
/// </summary>
public static class ProbeReader
{
    /// <summary>Share of a core, or of all of them, from which a process is taken for saturated: the rest is lost between two readings.</summary>
    public const double Saturated = 0.9;

    /// <summary>Share of the load asked for that has to be there: of the publications, and of the time in which the generator did not stand still.</summary>
    public const double LeastLoad = 0.95;

    /// <param name="scenario">As it was run: its assertions are the objectives.</param>
    /// <param name="result">As it was judged, to its end.</param>
    /// <param name="usage">What it cost.</param>
    /// <param name="published">Publications per second that were made; null: not what the level is about.</param>
    public static ProbeReading Read(Scenario scenario, ScenarioResult result, StepUsage usage, double? published)
    {
        ImmutableArray<ObjectiveResult> objectives = [.. scenario.Assertions.Zip(result.Assertions, ObjectiveResult.Of)];
        string[] broken = [.. result.Assertions.Where(assertion => !assertion.Passed).Select(assertion => $"{assertion.Expression}, but is {assertion.Actual}"), .. result.Invariants.Where(invariant => !invariant.Passed).Select(invariant => $"invariant {invariant.Name}")];
        string? ours =
            result.Generator.ResourceFailures is var failures and > 0 ? $"{failures:N0} attempts to connect failed because this machine had no port or descriptor left"
            : Refused(scenario, result) is not null ? null
            : result.Verdict == Verdict.Invalid && !(broken.Length == 0 && result.Generator.StalledShare <= 1 - LeastLoad) ? WhyInvalid(result)
            : published < LeastLoad * scenario.Topics.UpdatesPerSecond ? $"only {published:N0} of {scenario.Topics.UpdatesPerSecond:N0} publications a second were made"
            : broken.Length == 0 ? null
            : Exhausted(usage) ?? Lag(scenario, result);
        return ours is not null ? new ProbeReading(ProbeOutcome.Generator, ours, objectives)
            : broken.Length == 0 ? new ProbeReading(ProbeOutcome.Held, "", objectives)
            : new ProbeReading(ProbeOutcome.Broke, string.Join("; ", Refused(scenario, result) is { } refused ? broken.Prepend(refused) : broken), objectives);
    }

    /// <summary>Clients that never came in because the target said so.</summary>
    private static string? Refused(Scenario scenario, ScenarioResult result)
    {
        bool someNever = scenario.Assertions.Zip(result.Assertions).Any(pair => pair.First.Metric == MetricNames.NeverOpened && !pair.Second.Passed);
        AttemptOutcome? refusal = result.Storm?.FailedAttempts.FirstOrDefault(outcome => outcome.Status >= 400);
        return someNever && refusal is not null ? $"{refusal.Attempts:N0} handshakes of {refusal.Clients:N0} clients were answered with status {refusal.Status}" : null;
    }

    /// <summary>Without its full stop: it goes on in a sentence.</summary>
    private static string WhyInvalid(ScenarioResult result) => result.Notes.IsEmpty ? "the run is invalid" : result.Notes[0].TrimEnd('.');

    private static string? Exhausted(StepUsage usage)
    {
        if (usage.Roles.Where(role => role.Kind == RoleKind.SingleThreaded).MaxBy(role => role.Cores) is { Cores: > Saturated } busy)
        {
            return $"{busy.Name} used {Share(busy.Cores)} of the one core that its sockets have";
        }

        if (usage.AllCores > Saturated * usage.Cores)
        {
            string together = usage.SharesMachine ? ", which the embedded target shares with it" : "";
            return $"the generator's machine was used up: {Share(usage.AllCores / usage.Cores)} of its {usage.Cores} cores{together}";
        }

        return null;
    }

    /// <summary>Whether our own timers explain all that broke.</summary>
    private static string? Lag(Scenario scenario, ScenarioResult result)
    {
        double stall = result.Generator.Stalls.Select(stall => stall.To - stall.From).DefaultIfEmpty(0).Max();
        double lag = result.Generator.TimerLagP99Seconds;
        (Assertion Asked, AssertionResult Found)[] broken = [.. scenario.Assertions.Zip(result.Assertions).Where(pair => !pair.Second.Passed)];
        bool isOurs = broken.Length > 0 && result.Invariants.All(invariant => invariant.Passed) && broken.All(pair => pair.Asked.Metric.Unit == MetricUnit.Seconds
            && pair.Found.ActualValue is { } actual
            && actual - (pair.Asked.Stat is Stat.Max or Stat.P999 ? Math.Max(lag, stall) : lag) <= pair.Asked.Limit);
        return isOurs ? $"{broken[0].Found.Expression} was missed by no more than the generator's own timers were late ({Milliseconds(Math.Max(lag, stall))})" : null;
    }

    private static string Share(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Milliseconds(double seconds) => (seconds * 1000).ToString("0", CultureInfo.InvariantCulture) + " ms";
}
