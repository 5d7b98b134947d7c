using System.Collections.Immutable;
using Harness.Clients;
using Harness.Judging;
using Harness.Scenarios;

namespace Harness.Simulation;

/// <summary>How a simulation gets on.</summary>
public readonly record struct SimulationProgress(int Done, int Found, bool IsShrinking);

/// <summary>Draws schedules by the thousand, plays and judges each, and shrinks the smallest that breaks a rule. Equal seeds give equal results.</summary>
public static class Simulator
{
    /// <summary>Schedules to choose the one to shrink from.</summary>
    private const int MostCandidates = 32;

    /// <summary>Perturbed schedules that decide whether a run on real sockets can be expected to show it.</summary>
    private const int Perturbed = 50;

    private const int TellEvery = 250;

    /// <summary>Simulates schedules <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1.</summary>
    /// <param name="scenario">Whose clients and faults; scaled, if time is.</param>
    /// <param name="first">The first schedule's seed.</param>
    /// <param name="count">How many schedules.</param>
    /// <param name="progress">Told every 250 schedules.</param>
    /// <param name="machines">What plays a policy.</param>
    /// <param name="cancellation">Ends it.</param>
    public static SimulationResult Run(
        Scenario scenario, ulong first, int count, Action<SimulationProgress>? progress = null, MachineFactory? machines = null, CancellationToken cancellation = default)
    {
        var source = new ScheduleSource(scenario);
        var judge = new ScheduleJudge(scenario, machines);
        var findings = new Dictionary<Rule, (int Count, ulong First)>();
        List<(Schedule Schedule, Rule Rule)> smallest = [];
        int found = 0;
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Schedule schedule = source.Draw(first + (ulong)i);
            ImmutableArray<Rule> broken = judge.Broken(schedule);
            if (broken.Length > 0)
            {
                found++;
                Keep(smallest, (schedule, broken[0]));
                foreach (Rule rule in broken)
                {
                    findings[rule] = findings.TryGetValue(rule, out (int Count, ulong First) known) ? (known.Count + 1, known.First) : (1, schedule.Seed);
                }
            }

            if ((i + 1) % TellEvery == 0)
            {
                progress?.Invoke(new SimulationProgress(i + 1, found, IsShrinking: false));
            }
        }

        progress?.Invoke(new SimulationProgress(count, found, IsShrinking: found > 0));
        return new SimulationResult
        {
            Seed = first,
            Schedules = count,
            Broken = found,
            Findings = [.. judge.Rules.Where(findings.ContainsKey).Select(rule => new RuleFinding(rule.Name, findings[rule].Count, findings[rule].First))],
            LeftOut = ScheduleSource.LeftOut(scenario),
            Smallest = smallest.Count == 0 ? null : Shrink(scenario, judge, source, smallest),
        };
    }

    /// <summary>Plays one schedule for a reader.</summary>
    public static PlayedSchedule Replay(Scenario scenario, ulong seed, MachineFactory? machines = null)
    {
        Schedule schedule = new ScheduleSource(scenario).Draw(seed);
        var judge = new ScheduleJudge(scenario, machines);
        return Tell(judge, schedule, judge.Broken(schedule));
    }

    private static PlayedSchedule Tell(ScheduleJudge judge, Schedule schedule, ImmutableArray<Rule> broken)
    {
        JudgeContext context = judge.Play(schedule, forReading: true);
        ImmutableArray<BrokenRule> told = [.. broken.Select(rule => new BrokenRule(rule.Name, rule.Tell(context).Why))];
        return new PlayedSchedule(schedule, told, Timeline.Of(context, schedule, broken is [var rule, ..] ? rule.Tell(context).At : context.Time.Load));
    }

    /// <summary>The smallest few, in order of size and then of seeds.</summary>
    private static void Keep(List<(Schedule Schedule, Rule Rule)> smallest, (Schedule Schedule, Rule Rule) found)
    {
        if (smallest.Count == MostCandidates && found.Schedule.Size.CompareTo(smallest[^1].Schedule.Size) >= 0)
        {
            return;
        }

        int at = smallest.FindIndex(known => found.Schedule.Size.CompareTo(known.Schedule.Size) < 0);
        smallest.Insert(at < 0 ? smallest.Count : at, found);
        if (smallest.Count > MostCandidates)
        {
            smallest.RemoveAt(MostCandidates);
        }
    }

    /// <summary>Shrinks the smallest that a real run is likely to show as well; if there is none, the smallest.</summary>
    private static ShrunkFinding Shrink(Scenario scenario, ScheduleJudge judge, ScheduleSource source, List<(Schedule Schedule, Rule Rule)> smallest)
    {
        var shrinker = new Shrinker(scenario, judge, source);
        TimeSpan?[] rooms = [.. smallest.Select(known => shrinker.RoomOf(known.Schedule, known.Rule))];
        int roomiest = Math.Max(Array.IndexOf(rooms, rooms.Max()), 0);
        (Schedule original, Rule rule) = smallest[roomiest];
        Schedule shrunk = shrinker.Shrink(original, rule);
        return new ShrunkFinding
        {
            Rule = rule.Name,
            Seed = original.Seed,
            Played = Tell(judge, shrunk, [rule]),
            Perturbed = Perturbed,
            PerturbedBreaking = Perturbation.Breaking(judge, shrunk, rule, Perturbed),
        };
    }
}
