using System.Collections.Immutable;
using Harness.Load;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Engines;

/// <summary>
/// A population's load as load simulations, for an engine that knows nothing else: pure arithmetic, by the table in docs/nbomber.md. Whoever goes by them begins the load
/// <see cref="Lead"/> after them, and each copy waits for the instant of its session in the plan: so every copy is there in time, and the same clients come and go on either engine.
/// <code>
///   simulations  0 ─── 2 ──────────────────────── n ─── n + 2 s      ticks of a second; a copy begins up to one after its tick
///   load               0 ──────────────────────── n − 2 ┘
/// </code>
/// </summary>
public static class LoadSimulations
{
    /// <summary>How much earlier than the load the simulations begin: two ticks.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    /// <summary>The simulations of a population, in a row, from <see cref="Lead"/> before the beginning of the scenario's load to its end.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="population">Its place in the scenario.</param>
    /// <param name="plan">The scenario's, under the run's seed.</param>
    public static ImmutableArray<LoadSimulation> Of(Scenario scenario, int population, RunPlan plan)
    {
        Population played = scenario.Settle(scenario.Populations[population]);
        long[] starts = [.. plan.ClientsOf(population).Select(client => plan.Sessions[client].Start)];
        var events = new List<LoadEvent>();
        ImmutableArray<PlannedStage> stages = LoadPlanner.Stages(played, RunPlan.LoadSeed(plan.Seed, population), events);
        var whole = TimeSpan.FromSeconds(Math.Ceiling(scenario.Duration.TotalSeconds));
        bool takesPlaces = stages.Any(stage => stage.To < stage.From || stage.Stage is SpikeStage or SineStage);
        if (!IsWhole(played.Start) || played.Load.Any(stage => !IsInSeconds(stage)) || stages.Any(stage => stage.Stage.IsOpen && stage.From > 0) || (takesPlaces && played.Lifetime is not null))
        {
            // Seconds do not divide it, places go on beside arrivals, or copies would be taken away while their places still get new clients: then every session comes for itself.
            return Joined([.. Arrivals(starts, TimeSpan.Zero, whole), LoadSimulation.Pause(Lead)]);
        }

        var simulations = ImmutableArray.CreateBuilder<LoadSimulation>();
        if (played.Start > TimeSpan.Zero)
        {
            simulations.Add(LoadSimulation.Pause(played.Start));
        }

        foreach (PlannedStage stage in stages)
        {
            simulations.AddRange(Of(stage, played, starts, simulations));
        }

        // Those who have a place keep it to the end, one session after the other.
        simulations.Add(LoadSimulation.Keep(stages.IsEmpty ? 0 : stages[^1].To, whole - played.End + Lead));
        return Joined(simulations);
    }

    private static IEnumerable<LoadSimulation> Of(PlannedStage planned, Population population, long[] starts, IReadOnlyList<LoadSimulation> before)
    {
        int Places(int? asked) => Math.Min(asked ?? population.Clients.Count, population.Clients.Count);
        TimeSpan begin = population.Start + TimeSpan.FromMicroseconds(planned.Begin);
        switch (planned.Stage)
        {
            case RampStage ramp:
                return Ramp(planned.From, planned.To, ramp.Over, before);
            case KeepStage or HoldStage or PauseStage:
                return [LoadSimulation.Keep(planned.To, planned.Stage.Length)];
            case StepStage step:
                return Enumerable.Range(1, step.Steps)
                    .Select(i => LoadSimulation.Keep(planned.From + (int)Math.Round((planned.To - planned.From) * (double)i / step.Steps), step.Every));
            case SpikeStage spike:
                LoadSimulation[] up = spike.Rise > TimeSpan.Zero ? [.. Ramp(planned.From, Places(spike.To), spike.Rise, before)] : [];
                return spike.For > spike.Rise ? [.. up, LoadSimulation.Keep(Places(spike.To), spike.For - spike.Rise)] : up;
            case SineStage sine:
                return Swing(sine, Places(sine.Max));
            case ArrivalsStage { Sessions: null } arrivals when Whole(arrivals.Rate, arrivals.For) is { } rate:
                return [LoadSimulation.Inject(rate.Number, rate.Interval, arrivals.For)];
            default:
                return Arrivals(starts, begin, begin + planned.Stage.Length);
        }
    }

    /// <summary>
    /// A ramp there begins at the number of the simulation before, whatever that counts: where it is not that of the places here, it goes up by the second.
    /// </summary>
    private static IEnumerable<LoadSimulation> Ramp(int from, int to, TimeSpan over, IReadOnlyList<LoadSimulation> before)
    {
        bool follows = before.Count == 0 || before[^1].Kind == SimulationKind.Pause ? from == 0 : before[^1].Kind != SimulationKind.Inject && before[^1].Number == from;
        int seconds = (int)(over / _second);
        return follows
            ? [LoadSimulation.RampTo(to, over)]
            : Enumerable.Range(1, seconds).Select(second => LoadSimulation.Keep(from + (int)Math.Ceiling((to - from) * (double)second / seconds), _second));
    }

    private static IEnumerable<LoadSimulation> Swing(SineStage sine, int max)
    {
        // The highest level of each second: whoever has a copy before it has a session waits.
        const int Looks = 20;
        int min = Math.Min(sine.Min, max);
        int Level(double second) => min + (int)Math.Round((max - min) * (1 - Math.Cos(2 * Math.PI * second / sine.Period.TotalSeconds)) / 2);
        return Enumerable.Range(0, (int)(sine.For / _second))
            .Select(second => LoadSimulation.Keep(Enumerable.Range(0, Looks + 1).Max(look => Level(second + ((double)look / Looks))), _second));
    }

    /// <summary>What there is no word for there: a copy for each session that begins, counted by the second.</summary>
    private static LoadSimulation[] Arrivals(long[] starts, TimeSpan from, TimeSpan to)
    {
        int[] arrivals = new int[(int)Math.Ceiling((to - from) / _second)];
        foreach (long start in starts)
        {
            long at = start - from.Microseconds();
            if (at >= 0 && start < to.Microseconds())
            {
                arrivals[at / _second.Microseconds()]++;
            }
        }

        return [.. arrivals.Select(number => LoadSimulation.Inject(number, _second, _second))];
    }

    /// <summary>A rate as a whole number in one or two seconds, if these divide the time: a copy begins at any time in its interval, and may not be late for its session.</summary>
    private static (int Number, TimeSpan Interval)? Whole(double rate, TimeSpan during)
    {
        for (int seconds = 1; seconds <= Lead / _second; seconds++)
        {
            double number = rate * seconds;
            if (Math.Round(number) >= 1 && Math.Abs(number - Math.Round(number)) < 1e-6 && during.Ticks % (_second.Ticks * seconds) == 0)
            {
                return ((int)Math.Round(number), TimeSpan.FromSeconds(seconds));
            }
        }

        return null;
    }

    private static bool IsInSeconds(LoadStage stage) => IsWhole(stage.Length) && stage switch
    {
        StepStage step => IsWhole(step.Every),
        SpikeStage spike => IsWhole(spike.Rise),
        _ => true,
    };

    private static bool IsWhole(TimeSpan time) => time.Ticks % _second.Ticks == 0;

    /// <summary>Equal ones that follow each other are one: reports list them all.</summary>
    private static ImmutableArray<LoadSimulation> Joined(IEnumerable<LoadSimulation> simulations)
    {
        var joined = ImmutableArray.CreateBuilder<LoadSimulation>();
        foreach (LoadSimulation next in simulations.Where(each => each.During > TimeSpan.Zero))
        {
            if (joined.Count > 0 && next.Kind != SimulationKind.RampingConstant && joined[^1] with { During = next.During } == next)
            {
                joined[^1] = next with { During = joined[^1].During + next.During };
            }
            else
            {
                joined.Add(next);
            }
        }

        return joined.ToImmutable();
    }
}
