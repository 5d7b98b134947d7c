using System.Collections.Immutable;
using Harness.Scenarios;
using Harness.Scenarios.Stages;

namespace Harness.Capacity;

/// <summary>
/// How long a step of a search is: a ramp that never asks for more new clients per second than the scenario does itself, then a hold. Clients that arrive
/// (the open model) arrive at one rate all the time; with a lifetime the ramp is as long as that, so that the hold begins with as many as there will be.
/// <code>
///      the scenario   ▁▂▃▄▅▆▇███████ fault █████████        a step   ▁▃▅▇████ fault ██████████
///                     ├──ramps──┤├── at ──┤                           ├ramp┤├─ at ─┤  the same distance from the ramp's end
/// </code>
/// </summary>
public sealed record StepShape
{
    /// <summary>No level is thrown at a target within less, unless that is asked for.</summary>
    public static readonly TimeSpan LeastRamp = TimeSpan.FromSeconds(1);

    /// <summary>How long each level is held. More than 0.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>The ramp of every step; null: as steep as the scenario's own, and at least <see cref="LeastRamp"/>.</summary>
    public TimeSpan? Ramp { get; init; }

    /// <summary>How long the ramp of a step is, and how long its level is held.</summary>
    /// <param name="levelled">The scenario at its level.</param>
    /// <param name="original">As it was, for how steep its ramps are and what room its faults have.</param>
    public (TimeSpan Ramp, TimeSpan Hold) TimesOf(Scenario levelled, Scenario original)
    {
        ImmutableArray<Population> settled = [.. original.Populations.Select(original.Settle)];
        int places = levelled.Populations.Zip(settled).Where(pair => !IsOpen(pair.Second)).Sum(pair => pair.First.Clients.Count);
        double perSecond = settled.Where(population => !IsOpen(population)).Sum(PlacesPerSecond);
        TimeSpan ramp = Ramp ?? new[]
        {
            LeastRamp,
            perSecond > 0 ? TimeSpan.FromSeconds(places / perSecond) : TimeSpan.Zero,
            settled.Where(IsOpen).Select(population => population.Lifetime?.Mean ?? TimeSpan.Zero).DefaultIfEmpty(TimeSpan.Zero).Max(),
        }.Max();
        TimeSpan rest = original.Duration - FullAt(original);
        return (ramp, original.Faults.IsEmpty || rest < Hold ? Hold : rest);
    }

    /// <summary>The scenario at its level as a step.</summary>
    public Scenario Apply(Scenario levelled, Scenario original)
    {
        (TimeSpan ramp, TimeSpan hold) = TimesOf(levelled, original);
        TimeSpan before = FullAt(original);
        return levelled with
        {
            Load = [],
            Populations =
            [
                .. levelled.Populations.Select(levelled.Settle).Select(population => population with
                {
                    Start = TimeSpan.Zero,
                    Load = IsOpen(population)
                        ? [new ArrivalsStage { Rate = ArrivalsPerSecond(population), For = ramp + hold }]
                        : [new RampStage { Over = ramp }, new HoldStage { For = hold }],
                }),
            ],
            Faults = [.. levelled.Faults.Select(fault => fault with { At = fault.At >= before ? fault.At - before + ramp : fault.At * (ramp / before) })],
            Expect = [],
        };
    }

    /// <summary>Whether a population's clients arrive, whoever is there already.</summary>
    public static bool IsOpen(Population settled) => settled.Load.Any(stage => stage.IsOpen);

    /// <summary>How many of its clients arrive per second while they do, on average.</summary>
    public static double ArrivalsPerSecond(Population settled) =>
        settled.Load.Where(stage => stage.IsOpen).Sum(stage => stage.Expected) / settled.Load.Where(stage => stage.IsOpen).Sum(stage => stage.Length.TotalSeconds);

    /// <summary>The steepest of its ramps; where it has none, all within a second.</summary>
    private static double PlacesPerSecond(Population settled)
    {
        double steepest = 0;
        int from = 0;
        foreach (LoadStage stage in settled.Load)
        {
            int to = PlacesAfter(stage, from, settled.Clients.Count);
            steepest = stage is RampStage ? Math.Max(steepest, (to - from) / stage.Length.TotalSeconds) : steepest;
            from = to;
        }

        return steepest > 0 ? steepest : settled.Clients.Count / LeastRamp.TotalSeconds;
    }

    /// <summary>When a scenario has as many clients as it will have: in its last population, when the first stage that asks for the most has them all. 0: from the first instant on.</summary>
    private static TimeSpan FullAt(Scenario scenario) => scenario.Populations.Select(scenario.Settle).Where(population => !IsOpen(population)).Select(FullAt).DefaultIfEmpty(LeastRamp).Max();

    private static TimeSpan FullAt(Population settled)
    {
        TimeSpan end = settled.Start, full = end;
        int places = 0, most = 0;
        foreach (LoadStage stage in settled.Load)
        {
            places = PlacesAfter(stage, places, settled.Clients.Count);
            (full, most) = places > most ? (end + stage.FullAfter, places) : (full, most);
            end += stage.Length;
        }

        return full;
    }

    private static int PlacesAfter(LoadStage stage, int before, int count) => stage.FillsCount ? count : stage.Most ?? before;
}
