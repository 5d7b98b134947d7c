using System.Collections.Immutable;
using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Judging.Invariants;
using Harness.Judging.Measures;
using Harness.Judging.Reading;
using Harness.Judging.Results;
using Harness.Scenarios;

namespace Harness.Judging;

/// <summary>
/// The verdict on a recorded run: a pure function of scenario, plan and facts, so an old run can be judged again.
/// It knows no metric, invariant or kind of fault by name: those are in <see cref="MetricRegistry"/>, <see cref="InvariantRegistry"/> and the traits of the faults.
/// </summary>
public static class Judge
{
    /// <summary>
    /// Judges one scenario's run. What the journal does not know (<see cref="ScenarioResult.Roles"/>, <see cref="ScenarioResult.Source"/>,
    /// <see cref="ScenarioResult.PlanDigest"/>) is left empty for the caller to fill in.
    /// </summary>
    public static ScenarioResult Run(JudgedRun run)
    {
        var context = new JudgeContext(run);
        Scenario scenario = run.Scenario;
        Expectation found = Expectation.Of(
            scenario,
            [.. scenario.Assertions.Select(assertion => Assert(context, assertion))],
            [.. InvariantRegistry.All.Select(invariant => InvariantRegistry.Judge(context, invariant))]);
        GeneratorHealth health = GeneratorFitness.Of(context);
        ImmutableArray<string> incomplete = Completeness.WhyIncomplete(context);
        ImmutableArray<string> invalid = GeneratorFitness.WhyInvalid(context, health);
        return CustomAssertions.Judge(context, new ScenarioResult
        {
            Name = scenario.Name,
            Description = scenario.Description,
            Clients = context.Clients.Length,
            Preset = scenario.Clients.Policy.Preset,
            Flaws = scenario.Clients.Flaws,
            Verdict = VerdictOf(
                isIncomplete: incomplete.Length > 0,
                isInvalid: invalid.Length > 0,
                holds: found.IsMet),
            Expected = found.Expected,
            Unmet = found.Unmet,
            Notes = [.. incomplete, .. invalid, .. Remarks(health)],
            DurationSeconds = context.Time.Length / 1e6,
            Assertions = found.Assertions,
            Invariants = found.Invariants,
            PolicyBound = Bounds(PolicyTimes.Of(scenario.Clients.Policy)),
            Populations = [.. scenario.Populations.Select((population, i) => PopulationOf(context, population, i))],
            Faults = [.. context.Faults.Select(fault => FaultResults.Of(context, fault))],
            FalseAlarms = context.FalseAlarms.Length,
            ControlClients = context.Clients.Count(client => !context.HitCohorts.Contains(client.Cohort)),
            Storm = StormReader.Read(context),
            Chat = ChatReader.Read(context),
            Generator = health,
            Series = SeriesReader.Read(context),
            Session = SessionReader.Read(context),
            Transports = TransportReader.Read(context),
            Latencies = LatencyReader.Read(context),
            WorstClients = LifeReader.Worst(context),
        });
    }

    private static AssertionResult Assert(JudgeContext context, Assertion assertion)
    {
        MetricValue found = MetricRegistry.For(assertion.Metric).Evaluate(context, assertion);
        bool passed = found.Value is { } value && assertion.IsKeptBy(value);
        return new AssertionResult
        {
            Expression = assertion.Expression,
            Actual = Words.Value(assertion.Metric.Unit, found.Value),
            ActualValue = found.Value is { } finite && double.IsFinite(finite) ? finite : null,
            Passed = passed,
            Evidence = passed ? [] : WorstClients.Tell(context, found.Against, found.Why),
            Offenders = passed ? 0 : WorstClients.Count(found.Against),
        };
    }

    /// <summary>Incomplete wins over everything: what did not happen cannot have held. Invalid wins over failed: the generator was in the way.</summary>
    private static Verdict VerdictOf(bool isIncomplete, bool isInvalid, bool holds) =>
        isIncomplete ? Verdict.Incomplete
        : isInvalid ? Verdict.Invalid
        : holds ? Verdict.Passed
        : Verdict.Failed;

    private static PopulationResult PopulationOf(JudgeContext context, Population population, int index)
    {
        ClientRecord[] started = [.. context.StartedOf(index)];
        return new PopulationResult
        {
            Name = population.Name,
            Preset = population.Clients.Policy.Preset,
            Planned = context.Clients.Count(client => client.Population == index),
            Started = started.Length,
            Closed = started.Count(client => client.WentAway && client.Left is null),
            Peak = MostAtOnce(started),
            PolicyBound = Bounds(PolicyTimes.Of(population.Clients.Policy)),
        };
    }

    private static int MostAtOnce(ClientRecord[] clients)
    {
        int now = 0, most = 0;
        (long At, int Change)[] edges = [.. clients.SelectMany(client => ((long At, int Change)[])[(client.Judged[0].At, 1), (client.Until, -1)])];
        foreach ((long _, int change) in edges.OrderBy(edge => edge.At).ThenBy(edge => edge.Change))
        {
            now += change;
            most = Math.Max(most, now);
        }

        return most;
    }

    private static PolicyBounds Bounds(PolicyTimes policy) => new()
    {
        SilenceSeconds = policy.Threshold / 1e6,
        DetectionSeconds = policy.Worst / 1e6,
        HeartbeatSeconds = policy.Interval / 1e6,
        MissedHeartbeats = (int?)(policy.Threshold / policy.Interval),
        ToleranceSeconds = policy.Tolerance / 1e6,
    };

    private static IEnumerable<string> Remarks(GeneratorHealth health)
    {
        if (health.MissesOutsideFaults > 0)
        {
            yield return $"Heartbeats missed while no fault was on for the client: {health.MissesOutsideFaults}, of them during stalls of the harness itself: {health.MissesOutsideFaultsInStalls}.";
        }
    }
}
