using System.Collections.Immutable;
using Harness.Timing;

namespace Harness.Scenarios.Stages;

/// <summary>Clients arrive as a file of arrivals says: what a night was like, played again.</summary>
public sealed record ReplayStage : LoadStage
{
    public static readonly StageKind About = new(
        "replay",
        "open model: clients arrive as a CSV file says, one line for each",
        "file: CSV with a head line, at: its column of instants (default at), lifetime: its column of session lengths (default: none), speed: how much faster (default 1)",
        "replay: { file: arrivals.csv, at: at, lifetime: stays, speed: 10 }",
        ArrivalsFile.Read);

    /// <summary>Nothing happens for so long after the last arrival.</summary>
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(1);

    /// <summary>When each client arrives, ascending from the beginning of the stage, and how long it stays (null: as its population says). At least one.</summary>
    public required ImmutableArray<(TimeSpan At, TimeSpan? Lifetime)> Arrivals { get; init; }

    /// <summary>How many clients a line brings; below 1 only some of the lines bring one, taken evenly. More than 0.</summary>
    public double PerLine { get; init; } = 1;

    /// <summary>Which of those clients are its own, where several populations share the stage: each draws a place from 0 to 1, the same one in all of them, and one part has it.</summary>
    public (double From, double To) Own { get; init; } = (0, 1);

    public override string Kind => About.Name;

    public override string LengthKey => "file";

    public override TimeSpan Length => Arrivals.IsEmpty ? _rest : Arrivals[^1].At + _rest;

    public override bool IsOpen => true;

    public override double Expected => Own == (0, 1) ? Before(Arrivals.Length) : Arrivals.Length * PerLine * (Own.To - Own.From);

    public override LoadStage Scale(double factor) => this with { Arrivals = [.. Arrivals.Select(arrival => (arrival.At * factor, arrival.Lifetime * factor))] };

    /// <summary>With more clients each line brings several; no line is copied before the stage is planned.</summary>
    public override LoadStage WithClients(double ratio) => this with { PerLine = PerLine * ratio };

    public override LoadStage Part(double from, double to) => this with { Own = (Own.From + (from * (Own.To - Own.From)), Own.From + (to * (Own.To - Own.From))) };

    public override void Plan(StagePlan plan)
    {
        for (int line = 0; line < Arrivals.Length; line++)
        {
            for (long client = (long)Before(line); client < (long)Before(line + 1); client++)
            {
                double place = Place(client);
                if (place >= Own.From && place < Own.To)
                {
                    plan.Arrive(Arrivals[line].At.Microseconds(), Arrivals[line].Lifetime?.Microseconds());
                }
            }
        }
    }

    /// <summary>How many clients the lines before one bring.</summary>
    private double Before(int line) => Math.Floor((line * PerLine) + 1e-9);

    /// <summary>Multiples of the golden ratio, of which as many as can be lie in each part of [0, 1) at any time: the clients of a part are spread evenly over the lines.</summary>
    private static double Place(long client) => (((ulong)client * 0x9E3779B97F4A7C15) >> 11) * (1.0 / (1UL << 53));

    public override IEnumerable<(string Key, string Message)> Check()
    {
        // Of one that is shared, some parts may have none.
        if (Arrivals.IsEmpty || (Own == (0, 1) && Expected < 1))
        {
            yield return ("file", "must have at least one arrival");
        }
    }
}
