using System.Collections.Immutable;
using System.Globalization;
using Harness.History;

namespace Harness.Tests.History;

/// <summary>How well change points are found in many synthetic histories.</summary>
/// <param name="Shifts">Known changes.</param>
/// <param name="Found">Of them, those that are told, in their direction and with a first run at most ten off, on the night on which five runs are on the new level.</param>
/// <param name="Raised">Those whose alarm was raised by one of these five runs. The others found were raised by noise just before, count as false alarms too, and were borne out by the five.</param>
/// <param name="Late">Those found with one of the next fifteen.</param>
/// <param name="Placed">Of those found in time, those whose first run is right, or off by one.</param>
/// <param name="FalseAlarms">Alarms that belong to no change, those that were withdrawn later included.</param>
/// <param name="Runs">In how many runs.</param>
public sealed record DetectionRates(int Shifts, int Found, int Raised, int Late, int Placed, int FalseAlarms, int Runs)
{
    /// <summary>The run on which a level begins counts as the first of them.</summary>
    public const int InTime = 5;

    private const int LateAtMost = 20;

    private const int NearBy = 10;

    private static readonly ChangeLimits _limits = new() { Quantum = 0.001 };

    public double FoundShare => (double)Found / Shifts;

    public double FalseAlarmsPerHundred => 100.0 * FalseAlarms / Runs;

    public static DetectionRates Of(IEnumerable<SyntheticHistory> histories)
    {
        DetectionRates all = new(0, 0, 0, 0, 0, 0, 0);
        foreach (SyntheticHistory history in histories)
        {
            DetectionRates one = Of(history);
            all = new(all.Shifts + one.Shifts, all.Found + one.Found, all.Raised + one.Raised, all.Late + one.Late, all.Placed + one.Placed, all.FalseAlarms + one.FalseAlarms, all.Runs + one.Runs);
        }

        return all;
    }

    /// <summary>One alarm answers for one change, in its direction. Whatever answers for none is a false alarm.</summary>
    private static DetectionRates Of(SyntheticHistory history)
    {
        List<ChangePoint> alarms = [.. ChangePoints.Find(history.Values.AsSpan(), _limits)];
        (int found, int raised, int late, int placed) = (0, 0, 0, 0);
        foreach ((int at, bool up) in history.Shifts)
        {
            ChangePoint? told = ChangePoints.Find(history.Values.AsSpan()[..(at + InTime)], _limits)
                .LastOrDefault(change => change.Withdrawn is null && change.To > change.From == up && Math.Abs(change.First - at) <= NearBy);
            found += told is null ? 0 : 1;
            placed += told is not null && Math.Abs(told.First - at) <= 1 ? 1 : 0;
            if (alarms.Find(alarm => alarm.Found >= at && alarm.Found < at + LateAtMost && alarm.To > alarm.From == up) is { } alarm)
            {
                alarms.Remove(alarm);
                raised += alarm.Found < at + InTime ? 1 : 0;
                late += alarm.Found < at + InTime ? 0 : 1;
            }
        }

        return new DetectionRates(history.Shifts.Length, found, raised, late, placed, alarms.Count, history.Values.Length);
    }

    public static string Percent(int part, int of) => of == 0 ? "–" : ((double)part / of).ToString("0.0 %", CultureInfo.InvariantCulture);
}
