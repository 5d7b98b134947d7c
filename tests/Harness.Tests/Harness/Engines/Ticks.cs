using Harness.Engines;
using Harness.Load;

namespace Harness.Tests.Engines;

/// <summary>
/// NBomber 4.1.2's arithmetic of load simulations at its worst, in virtual time: each copy begins a whole tick after the tick that brings it. Sessions are taken in the order in which
/// they are planned by whichever copy is free first.
/// </summary>
internal static class Ticks
{
    /// <summary>What became of each session: how late it was, s; null: no copy came for it.</summary>
    public static double?[] Play(IEnumerable<LoadSimulation> simulations, IEnumerable<PlannedSession> sessions)
    {
        var closed = new List<(double At, int Copies)>();
        var once = new List<double>();
        double tick = 0;
        int previous = 0;
        foreach (LoadSimulation simulation in simulations)
        {
            double interval = simulation.Kind == SimulationKind.Inject ? simulation.Interval.TotalSeconds : 1;
            int ticks = (int)Math.Ceiling(simulation.During.TotalSeconds / interval);
            for (int i = 0; i < ticks; i++, tick += interval)
            {
                int progress = (int)(100.0 * i / ticks);
                closed.Add((tick, simulation.Kind switch
                {
                    SimulationKind.KeepConstant => simulation.Number,
                    SimulationKind.RampingConstant => (int)Math.Round(previous + ((simulation.Number - previous) * progress / 100.0)),
                    _ => 0,
                }));
                once.AddRange(Enumerable.Repeat(tick + interval, simulation.Kind == SimulationKind.Inject ? simulation.Number : 0));
            }

            previous = simulation.Number;
        }

        return Serve(closed, once, sessions, tick);
    }

    private static double?[] Serve(List<(double At, int Copies)> closed, List<double> once, IEnumerable<PlannedSession> sessions, double end)
    {
        var free = new PriorityQueue<bool, double>();
        once.ForEach(at => free.Enqueue(false, at));
        int present = 0;
        foreach ((double at, int copies) in closed)
        {
            for (; present < copies; present++)
            {
                free.Enqueue(true, at + 1);
            }

            present = Math.Min(present, copies);
        }

        // A copy is asked to stop, and not stopped: it takes one session more if it waits for that already.
        int CopiesAt(double time) => closed.Where(tick => tick.At <= time).Select(tick => tick.Copies).LastOrDefault();
        var late = new List<double?>();
        foreach (PlannedSession session in sessions.OrderBy(session => session.Start))
        {
            double start = (session.Start / 1e6) + LoadSimulations.Lead.TotalSeconds;
            if (!free.TryDequeue(out bool repeats, out double at) || at > end + 1)
            {
                late.Add(null);
                continue;
            }

            double began = Math.Max(at, start);
            late.Add(began - start);
            double over = session.End == long.MaxValue ? double.MaxValue : (session.End / 1e6) + LoadSimulations.Lead.TotalSeconds;
            if (repeats && over < end && CopiesAt(over) > 0)
            {
                free.Enqueue(true, over);
            }
        }

        return [.. late];
    }
}
