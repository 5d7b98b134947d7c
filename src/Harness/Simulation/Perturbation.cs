using Harness.Scenarios;
using Harness.Seeding;

namespace Harness.Simulation;

/// <summary>
/// What a run on real sockets makes of a schedule: every instant up to 10 ms earlier or later, each by a draw of its own, and a network that takes from
/// a tenth of a millisecond to ten.
/// </summary>
internal static class Perturbation
{
    /// <summary>How far an instant moves at most when it is decided whether a real run can show it.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMilliseconds(10);

    /// <summary>What shrinking leaves alone where it can: a machine that is cold or busy is later than 10 ms.</summary>
    public static readonly TimeSpan Roomy = TimeSpan.FromMilliseconds(50);

    /// <summary>The share of perturbed schedules that must break a rule for a run on real sockets to be expected to.</summary>
    public const double Enough = 0.9;

    /// <summary>How many of <paramref name="count"/> perturbed schedules break a rule too.</summary>
    public static int Breaking(ScheduleJudge judge, Schedule schedule, Rule rule, int count)
    {
        int breaking = 0;
        for (int i = 0; i < count; i++)
        {
            breaking += judge.Breaks(Of(schedule, (ulong)i, Most), rule) ? 1 : 0;
        }

        return breaking;
    }

    /// <summary>Whether a schedule breaks a rule however its times are moved: <paramref name="count"/> times, each by up to <paramref name="most"/>.</summary>
    public static bool AllBreak(ScheduleJudge judge, Schedule schedule, Rule rule, int count, TimeSpan most)
    {
        for (int i = 0; i < count; i++)
        {
            if (!judge.Breaks(Of(schedule, (ulong)i, most), rule))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A schedule as a real run may have it.</summary>
    private static Schedule Of(Schedule schedule, ulong draw, TimeSpan most)
    {
        var random = new SplitMix64(schedule.Seed ^ (draw * 0x9E3779B97F4A7C15) ^ 0x5E45);
        return schedule with
        {
            // The first connects find code that was never run before: they are late, never early.
            Start = schedule.Start + (2 * most * random.NextDouble()),
            Faults = [.. Faults(schedule, most, ref random)],
            Ends = [.. Ends(schedule, most, ref random)],
            Publications = [.. Times(schedule, most, ref random)],
            Network = new NetworkTimes
            {
                Up = Drawn(50, 1_000, ref random),
                Down = Drawn(50, 1_000, ref random),
                Jitter = Drawn(0, 1_000, ref random),
                Handshake = Drawn(500, 10_000, ref random),
                Fetch = Drawn(500, 10_000, ref random),
                Fin = Drawn(0, 5_000, ref random),
            },
        };
    }

    private static Fault[] Faults(Schedule schedule, TimeSpan most, ref SplitMix64 random)
    {
        var moved = new Fault[schedule.Faults.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            Fault fault = schedule.Faults[i];
            TimeSpan at = Moved(fault.At, most, ref random);
            TimeSpan end = Moved(fault.At + (fault.For ?? TimeSpan.Zero), most, ref random);
            moved[i] = fault with { At = at, For = fault.For is null ? null : Later(end - at, TimeSpan.FromMilliseconds(1)) };
        }

        return moved;
    }

    private static ServerEnd[] Ends(Schedule schedule, TimeSpan most, ref SplitMix64 random)
    {
        ServerEnd[] moved = [.. schedule.Ends];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = moved[i] with { At = Moved(moved[i].At, most, ref random) };
        }

        return moved;
    }

    private static TimeSpan[] Times(Schedule schedule, TimeSpan most, ref SplitMix64 random)
    {
        TimeSpan[] moved = [.. schedule.Publications];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = Moved(moved[i], most, ref random);
        }

        Array.Sort(moved);
        return moved;
    }

    private static TimeSpan Moved(TimeSpan time, TimeSpan most, ref SplitMix64 random) => Later(time + (most * ((2 * random.NextDouble()) - 1)), TimeSpan.Zero);

    private static TimeSpan Drawn(long from, long to, ref SplitMix64 random) => TimeSpan.FromMicroseconds(from + (long)((to - from) * random.NextDouble()));

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
