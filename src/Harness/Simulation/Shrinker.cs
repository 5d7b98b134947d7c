using System.Collections.Immutable;
using Harness.Faults.Kinds;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Simulation;

/// <summary>
/// Makes a schedule smaller for as long as it breaks the same rule: fewer troubles, fewer publications, a plain network, shorter and rounder times.
/// Greedy and deterministic. Where the schedule breaks the rule even when a real run moves its times, what is left of it does too, by the same room.
/// </summary>
/// <param name="scenario">Whose clients are played.</param>
/// <param name="judge">Plays and judges.</param>
/// <param name="source">Says which schedules can be judged.</param>
internal sealed class Shrinker(Scenario scenario, ScheduleJudge judge, ScheduleSource source)
{
    /// <summary>Perturbed schedules per candidate; the result is then looked at more closely.</summary>
    private const int Perturbed = 10;

    /// <summary>Candidates that are tried at most.</summary>
    private const int MostTried = 5_000;

    private static readonly ImmutableArray<TimeSpan> _steps =
        [.. new[] { 10_000, 5_000, 1_000, 500, 100, 50, 10, 1 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    /// <summary>The sound client of the same policy: what it breaks too is asked too much, and no fault of the client's. Null where the policy is played as it is.</summary>
    private readonly ScheduleJudge? _sound = scenario.Clients.Played == scenario.Clients.Policy
        ? null
        : new ScheduleJudge(scenario with { Clients = scenario.Clients with { Played = scenario.Clients.Policy } });

    private readonly TimeSpan _interval = scenario.Clients.Policy.Heartbeat?.Interval ?? TimeSpan.FromSeconds(1);

    /// <summary>By how much the times of a schedule can be moved so that it breaks the rule all the same: 50 ms, 10 ms, or null.</summary>
    public TimeSpan? RoomOf(Schedule schedule, Rule rule)
    {
        foreach (TimeSpan room in (TimeSpan[])[Perturbation.Roomy, Perturbation.Most])
        {
            if (Perturbation.AllBreak(judge, schedule, rule, Perturbed, room))
            {
                return room;
            }
        }

        return null;
    }

    /// <summary>The smallest schedule found that breaks the rule.</summary>
    public Schedule Shrink(Schedule schedule, Rule rule)
    {
        TimeSpan? room = RoomOf(schedule, rule);
        int tried = 0;
        bool smaller = true;
        while (smaller && tried < MostTried)
        {
            smaller = false;
            foreach (Schedule candidate in Candidates(schedule))
            {
                if (Cost(candidate) >= Cost(schedule) || !source.Allows(candidate))
                {
                    continue;
                }

                tried++;
                if (judge.Breaks(candidate, rule) && _sound?.Breaks(candidate, rule) != true && (room is not { } most || Perturbation.AllBreak(judge, candidate, rule, Perturbed, most)))
                {
                    schedule = candidate;
                    smaller = true;
                    break;
                }
            }
        }

        return schedule;
    }

    /// <summary>Whether publications are at P, 2P, 3P … to the end, as a scenario's rate has them.</summary>
    public static bool IsRegular(Schedule schedule) =>
        schedule.Publications.IsEmpty || schedule.Publications.AsSpan().SequenceEqual(Every(schedule.Publications[0], schedule.End).AsSpan());

    /// <summary>Every candidate that is kept costs less, so it comes to an end. A trouble weighs more than any time, a digit as much as half a second.</summary>
    private static double Cost(Schedule schedule)
    {
        double cost = (1e9 * schedule.Ends.Length) + (5e8 * schedule.Faults.Length) + (schedule.Publications.IsEmpty ? 0 : 1e7) + (IsRegular(schedule) ? 0 : 1e8)
            + (1e5 * schedule.Publications.Length) + (schedule.Network == NetworkTimes.Loopback ? 0 : 5e7);
        cost += (schedule.Start > TimeSpan.Zero ? 1e6 : 0) + Of(schedule.Start) + Of(schedule.End);
        foreach (Fault fault in schedule.Faults)
        {
            cost += Of(fault.At) + Of(fault.For ?? TimeSpan.Zero);
            cost += fault is LatencyFault latency ? Of(latency.Latency) + Of(latency.Jitter) : 0;
        }

        foreach (ServerEnd end in schedule.Ends)
        {
            cost += Of(end.At) + Of(end.DownFor);
        }

        return cost + (schedule.Publications.IsEmpty ? 0 : Of(schedule.Publications[0]));

        static double Of(TimeSpan time)
        {
            long digits = 0;
            long us = time.Microseconds();
            for (long rest = us; rest != 0 && rest % 10 == 0; rest /= 10)
            {
                digits--;
            }

            for (long rest = us; rest != 0; rest /= 10)
            {
                digits++;
            }

            return time.TotalMilliseconds + (500 * digits);
        }
    }

    private IEnumerable<Schedule> Candidates(Schedule s)
    {
        yield return s with { Network = NetworkTimes.Loopback };
        for (int i = 0; i < s.Faults.Length; i++)
        {
            yield return s with { Faults = s.Faults.RemoveAt(i) };
        }

        for (int i = 0; i < s.Ends.Length; i++)
        {
            yield return s with { Ends = s.Ends.RemoveAt(i) };
            if (s.Ends[i].DownFor == TimeSpan.Zero)
            {
                // A drop of a moment ends connections, too, and is a fault that scenarios have.
                Fault moment = new SilentDropFault { At = s.Ends[i].At, For = TimeSpan.FromMilliseconds(100), Share = 1 };
                yield return s with { Ends = s.Ends.RemoveAt(i), Faults = [.. s.Faults.Add(moment).OrderBy(fault => fault.At)] };
            }
        }

        yield return s with { Publications = [] };
        foreach (TimeSpan at in s.Publications)
        {
            foreach (TimeSpan rounded in Rounded(at).Prepend(at))
            {
                yield return s with { Publications = Every(rounded, s.End) };
            }
        }

        for (int i = 0; i < s.Publications.Length; i++)
        {
            yield return s with { Publications = s.Publications.RemoveAt(i) };
        }

        if (s.Publications is [var only] && s.End > 2 * only)
        {
            // So many idle intervals before it all that a rate with this one publication has no second one before the end.
            TimeSpan idle = _interval * Math.Ceiling((s.End - (2 * only)) / _interval);
            yield return Shifted(s with { Start = s.Start - idle }, -idle);
        }

        foreach (TimeSpan start in Smaller(s.Start))
        {
            // Everything earlier by as much: what happens between start and end stays as it is.
            yield return Shifted(s, s.Start - start);
            yield return s with { Start = start };
        }

        foreach (Schedule candidate in Shorter(s))
        {
            yield return candidate;
        }
    }

    private static IEnumerable<Schedule> Shorter(Schedule s)
    {
        bool regular = IsRegular(s);
        foreach (TimeSpan end in Smaller(s.End))
        {
            yield return s with
            {
                End = end,
                Publications = regular && !s.Publications.IsEmpty ? Every(s.Publications[0], end) : [.. s.Publications.Where(at => at < end)],
            };
        }

        for (int i = 0; i < s.Faults.Length; i++)
        {
            Fault fault = s.Faults[i];
            foreach (TimeSpan at in Smaller(fault.At))
            {
                yield return s with { Faults = s.Faults.SetItem(i, fault with { At = at }) };
            }

            foreach (TimeSpan length in fault.For is { } own ? Smaller(own) : [])
            {
                yield return s with { Faults = s.Faults.SetItem(i, fault with { For = length }) };
            }

            if (fault is LatencyFault latency)
            {
                yield return s with { Faults = s.Faults.SetItem(i, latency with { Jitter = TimeSpan.Zero }) };
                foreach (TimeSpan each in Smaller(latency.Latency).Where(each => each > TimeSpan.Zero))
                {
                    yield return s with { Faults = s.Faults.SetItem(i, latency with { Latency = each, Jitter = TimeSpan.Zero }) };
                }
            }
        }

        for (int i = 0; i < s.Ends.Length; i++)
        {
            foreach (TimeSpan at in Smaller(s.Ends[i].At))
            {
                yield return s with { Ends = s.Ends.SetItem(i, s.Ends[i] with { At = at }) };
            }

            foreach (TimeSpan down in Smaller(s.Ends[i].DownFor))
            {
                yield return s with { Ends = s.Ends.SetItem(i, s.Ends[i] with { DownFor = down }) };
            }
        }
    }

    private static Schedule Shifted(Schedule s, TimeSpan by) => s with
    {
        Start = s.Start - by,
        End = s.End - by,
        Faults = [.. s.Faults.Select(fault => fault with { At = fault.At - by })],
        Ends = [.. s.Ends.Select(end => end with { At = end.At - by })],
        Publications = IsRegular(s) && !s.Publications.IsEmpty
            ? Every(s.Publications[0] - by, s.End - by)
            : [.. s.Publications.Select(at => at - by).Where(at => at > TimeSpan.Zero)],
    };

    /// <summary>P, 2P, 3P … before the end.</summary>
    private static ImmutableArray<TimeSpan> Every(TimeSpan period, TimeSpan end) =>
        period <= TimeSpan.Zero || end / period > 1000 ? [] : [.. Enumerable.Range(1, (int)Math.Ceiling(end / period)).Select(n => n * period).Where(at => at < end)];

    /// <summary>Shorter or rounder than a time, the boldest first.</summary>
    private static IEnumerable<TimeSpan> Smaller(TimeSpan time)
    {
        if (time == TimeSpan.Zero)
        {
            yield break;
        }

        yield return TimeSpan.Zero;
        foreach (TimeSpan step in _steps)
        {
            foreach (TimeSpan rounded in (TimeSpan[])[Down(time / 2, step), Down(time, step), Up(time, step), Down(time - step, step)])
            {
                if (rounded > TimeSpan.Zero && rounded != time)
                {
                    yield return rounded;
                }
            }
        }
    }

    private static IEnumerable<TimeSpan> Rounded(TimeSpan time) =>
        _steps.SelectMany(step => (TimeSpan[])[Down(time, step), Up(time, step)]).Where(rounded => rounded > TimeSpan.Zero);

    private static TimeSpan Down(TimeSpan time, TimeSpan step) => TimeSpan.FromTicks(time.Ticks / step.Ticks * step.Ticks);

    private static TimeSpan Up(TimeSpan time, TimeSpan step) => TimeSpan.FromTicks((time.Ticks + step.Ticks - 1) / step.Ticks * step.Ticks);
}
