using System.Collections.Immutable;
using System.Globalization;
using Harness.Judging;
using Harness.Judging.Evidence;
using Harness.Judging.Results;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Capacity;

/// <summary>
/// Whose limit it was. A level counts as broken only where nothing of the generator can explain it; what can is the generator's, and is never reported
/// as the target's. In this order:
/// <list type="number">
/// <item>ports or descriptors ran out here: the generator's;</item>
/// <item>clients never came in, and the target had answered every attempt of each of them with a status: the target's word, however late our timers were;</item>
/// <item>the run is invalid (stalls, timer lag), stalls of the target itself left out: the generator's. Unless everything held all the same and at most a twentieth of the load was missing: late timers make every figure worse, and a load that came in bunches is no lighter;</item>
/// <item>a twentieth of the load was not offered in time (clients not started, messages not due): the generator's, even if everything held;</item>
/// <item>a worker or a proxy had used up its core for some seconds, or everything on this machine together all of them, and an objective broke or less was published than was due: the generator's;</item>
/// <item>less was published than was due: the target's. Of what clients send, and nothing broke: the generator's;</item>
/// <item>nothing that broke had a sample: nobody's, and so not the target's;</item>
/// <item>a time broke, and how busy this machine was is not known; or every objective that broke is a limit upwards of a time that would have held without the lag of our own timers: the generator's;</item>
/// <item>otherwise what broke is the target's.</item>
/// </list>
/// </summary>
public static class ProbeReader
{
    /// <summary>Share of a core, or of all of them, from which a process is taken for saturated: the rest is lost between two readings.</summary>
    public const double Saturated = 0.9;

    /// <summary>Share of the load asked for that has to be there: of the starts, of the messages, and of the time in which the generator did not stand still.</summary>
    public const double LeastLoad = 0.95;

    /// <param name="scenario">As it was run: its assertions are the objectives.</param>
    /// <param name="result">As it was judged, to its end.</param>
    /// <param name="usage">What it cost.</param>
    /// <param name="load">What became of the load.</param>
    public static ProbeReading Read(Scenario scenario, ScenarioResult result, StepUsage usage, StepLoad load)
    {
        ImmutableArray<ObjectiveResult> objectives = [.. scenario.Assertions.Zip(result.Assertions, ObjectiveResult.Of)];
        (Assertion Asked, AssertionResult Found)[] missed = [.. scenario.Assertions.Zip(result.Assertions).Where(pair => !pair.Second.Passed)];
        string[] broken =
        [
            .. missed.Select(pair => $"{pair.Found.Expression}, but is {pair.Found.Actual}"),
            .. result.Invariants.Where(invariant => !invariant.Passed).Select(invariant => $"invariant {invariant.Name}"),
        ];
        if (result.Generator.ResourceFailures is var failures and > 0)
        {
            return Ours($"{failures:N0} attempts to connect failed because this machine had no port or descriptor left");
        }

        if (TurnedAway(missed, load) is { } refused)
        {
            return Broke([refused, .. broken]);
        }

        string? slow = load.Messages is { ByTarget: true } made && made.Done < LeastLoad * made.Asked
            ? $"only {made.Done:N0} of {made.Asked:N0} {made.What} a second were made, though all were due in time" : null;
        string? ours = Unfit(scenario, result, nothingBroke: broken.Length == 0) ?? NotOffered(scenario, result, load)
            ?? (slow is not null || broken.Length > 0 ? Exhausted(usage) : NotSent(load));
        return ours is not null ? Ours(ours)
            : slow is not null ? Broke([slow, .. broken])
            : broken.Length == 0 ? new ProbeReading(ProbeOutcome.Held, "", objectives)
            : (Unknown(missed, result, usage) ?? Lag(missed, result)) is { } other ? Ours(other)
            : Broke(broken);

        ProbeReading Ours(string why) => new(ProbeOutcome.Generator, why, objectives);
        ProbeReading Broke(string[] why) => new(ProbeOutcome.Broke, string.Join("; ", why), objectives);
    }

    /// <summary>
    /// A run that ended early because the target gave no answer to a call of the run itself. It is the target's limit where nothing of ours explains it; the embedded
    /// one has the generator's processors, so nothing is said about it.
    /// </summary>
    /// <param name="silence">What was not answered, a sentence.</param>
    /// <param name="usage">What the run cost until then.</param>
    /// <param name="embedded">Whether the target is the embedded one.</param>
    public static ProbeReading OfSilence(string silence, StepUsage usage, bool embedded)
    {
        string what = silence.TrimEnd('.');
        return Exhausted(usage) is { } ours ? new ProbeReading(ProbeOutcome.Generator, $"{ours}; {what}", [])
            : embedded ? new ProbeReading(ProbeOutcome.Generator, $"{what}: it is the embedded one, on the generator's processors", [])
            : usage.Busiest.IsEmpty ? new ProbeReading(ProbeOutcome.Generator, $"{what}; how busy the generator was is not known", [])
            : new ProbeReading(ProbeOutcome.Broke, what, []);
    }

    /// <summary>Clients that never came in because the target said so, where that is so of all of them: one that was not answered at all may be ours.</summary>
    private static string? TurnedAway((Assertion Asked, AssertionResult Found)[] missed, StepLoad load) =>
        load.NeverIn is { IsTheTargetsWord: true } never && missed.Any(pair => pair.Asked.Metric == MetricNames.NeverOpened)
            ? $"{never.Attempts:N0} handshakes of {never.TurnedAway:N0} clients were answered with status {never.Status}" : null;

    /// <summary>Why nothing can be said about the run. A target that stands still is what is looked for, and no stall of the generator.</summary>
    private static string? Unfit(Scenario scenario, ScenarioResult result, bool nothingBroke)
    {
        GeneratorHealth own = WithoutTarget(result);
        bool isOwn = own == result.Generator;
        ImmutableArray<string> reasons = isOwn ? result.Notes : GeneratorFitness.WhyInvalid(scenario, own);
        bool isInvalid = result.Verdict == Verdict.Invalid && (isOwn || !reasons.IsEmpty);
        // Without its full stop: it goes on in a sentence.
        return !isInvalid || (nothingBroke && own.StalledShare <= 1 - LeastLoad) ? null
            : reasons.IsEmpty ? "the run is invalid"
            : reasons[0].TrimEnd('.');
    }

    private static GeneratorHealth WithoutTarget(ScenarioResult result)
    {
        ImmutableArray<StallResult> stalls = result.Generator.Stalls;
        ImmutableArray<StallResult> own = [.. stalls.Where(stall => stall.Role.Split('-')[0] != "target")];
        if (own.Length == stalls.Length)
        {
            return result.Generator;
        }

        double stalled = 0, until = 0;
        foreach (StallResult stall in own.OrderBy(stall => stall.From))
        {
            stalled += Math.Max(0, Math.Min(stall.To, result.DurationSeconds) - Math.Max(stall.From, until));
            until = Math.Max(until, stall.To);
        }

        return result.Generator with { Stalls = own, StalledShare = result.DurationSeconds > 0 ? stalled / result.DurationSeconds : 0 };
    }

    /// <summary>What of the load was not there at its time.</summary>
    private static string? NotOffered(Scenario scenario, ScenarioResult result, StepLoad load)
    {
        // A ramp that is late still ends at the level; a rate of arrivals that is late was another rate.
        bool isRate = scenario.Populations.Select(scenario.Settle).Any(StepShape.IsOpen);
        int missing = result.Generator.NotStarted + (isRate ? result.Generator.LateStarts : 0);
        return missing > (1 - LeastLoad) * result.Clients ? $"only {result.Clients - missing:N0} of {result.Clients:N0} clients were started{(isRate ? " in time" : "")}"
            : load.Messages is { } messages && messages.Due < LeastLoad * messages.Asked ? $"only {messages.Due:N0} of {messages.Asked:N0} {messages.What} a second were due in time"
            : null;
    }

    /// <summary>Messages that clients did not get out though nothing broke: less of a load than the level says.</summary>
    private static string? NotSent(StepLoad load) => load.Messages is { ByTarget: false } messages && messages.Done < LeastLoad * messages.Asked
        ? $"only {messages.Done:N0} of {messages.Asked:N0} {messages.What} a second went out" : null;

    private static string? Exhausted(StepUsage usage)
    {
        if (usage.Busiest.Where(role => role.Kind == RoleKind.SingleThreaded).MaxBy(role => role.Cores) is { Cores: > Saturated } busy)
        {
            return $"{busy.Name} used {Share(busy.Cores)} of the one core that its sockets have";
        }

        if (usage.BusiestTogether > Saturated * usage.Cores)
        {
            string together = usage.SharesMachine ? ", which the target shares with it" : "";
            return $"the generator's machine was used up: {Share(usage.BusiestTogether / usage.Cores)} of its {usage.Cores} cores{together}";
        }

        return null;
    }

    /// <summary>What nothing is known about: no samples, or a time without a reading of what else this machine did.</summary>
    private static string? Unknown((Assertion Asked, AssertionResult Found)[] missed, ScenarioResult result, StepUsage usage)
    {
        bool allWithout = missed.Length > 0 && result.Invariants.All(invariant => invariant.Passed)
            && missed.All(pair => pair.Found.ActualValue is null && pair.Found.Actual == Words.Value(pair.Asked.Metric.Unit, null));
        return allWithout ? $"{missed[0].Asked.Metric.Name} had no sample"
            : usage.Busiest.IsEmpty && missed.Any(pair => pair.Asked.Metric.Unit == MetricUnit.Seconds) ? "how busy the generator was is not known: the run was too short for two readings of its CPU"
            : null;
    }

    /// <summary>Whether our own timers explain all that broke: they make times longer, so only a limit upwards of a time.</summary>
    private static string? Lag((Assertion Asked, AssertionResult Found)[] missed, ScenarioResult result)
    {
        GeneratorHealth own = WithoutTarget(result);
        double stall = own.Stalls.Select(stall => stall.To - stall.From).DefaultIfEmpty(0).Max();
        double lag = own.TimerLagP99Seconds;
        bool isOurs = missed.Length > 0 && result.Invariants.All(invariant => invariant.Passed) && missed.All(pair => pair.Asked.Metric.Unit == MetricUnit.Seconds
            && pair.Asked.Comparison is Comparison.Less or Comparison.LessOrEqual
            && pair.Found.ActualValue is { } actual
            && actual - (pair.Asked.Stat is Stat.Max or Stat.P999 ? Math.Max(lag, stall) : lag) <= pair.Asked.Limit);
        return isOurs ? $"{missed[0].Found.Expression} was missed by no more than the generator's own timers were late ({Milliseconds(Math.Max(lag, stall))})" : null;
    }

    private static string Share(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Milliseconds(double seconds) => (seconds * 1000).ToString("0", CultureInfo.InvariantCulture) + " ms";
}
