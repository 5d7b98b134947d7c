using System.Collections.Immutable;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Scenarios;

/// <summary>How much a load comes to, without a draw and without laying it down: what has to be known before anything of it is expanded.</summary>
/// <param name="Sessions">How many sessions it starts at least: arrivals, of a drawn number the mean, and places that come. Who takes over a place whose client's time is over is not among them.</param>
/// <param name="Certain">How many different clients there are under every seed: arrivals whose number is not drawn, and the most places at the same time.</param>
public readonly record struct LoadSize(double Sessions, double Certain)
{
    /// <summary>The most sessions of a run, all populations together.</summary>
    public const int MostSessions = 1_000_000;

    /// <summary>The most <see cref="Moves"/> of a scenario: to go through them takes a fraction of a second.</summary>
    public const int MostMoves = 5_000_000;

    /// <summary>How many times places are counted or rates drawn when these stages are laid down.</summary>
    public static double Moves(ImmutableArray<LoadStage> load) => load.Sum(stage => stage.Moves);

    /// <summary>The size of a load. It takes as long as its <see cref="Moves"/>.</summary>
    /// <param name="population">With the load that it plays; its stages keep their own rules.</param>
    public static LoadSize Of(Population population)
    {
        double arrivals = 0, certain = 0;
        long joins = 0;
        int present = 0, most = 0;
        foreach (LoadStage stage in population.Load)
        {
            if (stage.IsOpen)
            {
                arrivals += stage.Expected;
                certain += stage.IsDrawn ? 0 : Math.Floor(stage.Expected);
                continue;
            }

            var counted = new StagePlan(0, stage.Length.Microseconds(), present, population.Clients.Count, new SplitMix64(0), events: null);
            stage.Plan(counted);
            (present, joins, most) = (counted.Present, joins + counted.Joins, Math.Max(most, counted.Peak));
        }

        return new LoadSize(arrivals + joins, certain + most);
    }
}
