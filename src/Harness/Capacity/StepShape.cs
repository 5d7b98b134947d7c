using Harness.Scenarios;

namespace Harness.Capacity;

/// <summary>
/// How long a step of a search is: a ramp that never asks for more new clients per second than the scenario does itself, then a hold.
/// <code>
///      the scenario   ▁▂▃▄▅▆▇███████ fault █████████        a step   ▁▃▅▇████ fault ██████████
///                     ├──ramps──┤├── at ──┤                           ├ramp┤├─ at ─┤  the same distance from the ramp's end
/// </code>
/// </summary>
public sealed record StepShape
{
    /// <summary>How long each level is held. More than 0.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>The ramp of every step; null: as steep as the scenario's own, and at least <see cref="LeastRamp"/>.</summary>
    public TimeSpan? Ramp { get; init; }

    /// <summary>No level is thrown at a target within less, unless that is asked for.</summary>
    public static readonly TimeSpan LeastRamp = TimeSpan.FromSeconds(1);

    /// <summary>The scenario at its level as a step.</summary>
    /// <param name="levelled">At the level.</param>
    /// <param name="original">As it was, for how steep its ramps are and where its faults lie.</param>
    public Scenario Apply(Scenario levelled, Scenario original)
    {
        TimeSpan before = RampEnd(original);
        TimeSpan ramp = Ramp ?? Longer(LeastRamp, TimeSpan.FromSeconds(levelled.Clients.Count / ClientsPerSecond(original)));
        TimeSpan hold = original.Faults.IsEmpty ? Hold : Longer(Hold, original.Duration - before);
        return levelled with
        {
            Load = [new RampStage { Over = ramp }, new HoldStage { For = hold }],
            Faults = [.. levelled.Faults.Select(fault => fault with { At = fault.At >= before ? fault.At - before + ramp : fault.At * (ramp / before) })],
            Expect = [],
        };
    }

    /// <summary>The steepest of a scenario's ramps.</summary>
    public static double ClientsPerSecond(Scenario scenario)
    {
        double steepest = 0;
        int from = 0;
        foreach (RampStage ramp in scenario.Load.OfType<RampStage>())
        {
            int to = ramp.To ?? scenario.Clients.Count;
            steepest = Math.Max(steepest, (to - from) / ramp.Over.TotalSeconds);
            from = Math.Max(from, to);
        }

        return Math.Max(steepest, 1e-3);
    }

    /// <summary>When a scenario has all its clients: the end of its last ramp.</summary>
    private static TimeSpan RampEnd(Scenario scenario)
    {
        TimeSpan end = TimeSpan.Zero, last = TimeSpan.Zero;
        foreach (LoadStage stage in scenario.Load)
        {
            end += stage.Length;
            last = stage is RampStage ? end : last;
        }

        return last;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
