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

    public override string Kind => About.Name;

    public override string LengthKey => "file";

    public override TimeSpan Length => Arrivals.IsEmpty ? _rest : Arrivals[^1].At + _rest;

    public override bool IsOpen => true;

    public override double Expected => Arrivals.Length;

    public override LoadStage Scale(double factor) => this with { Arrivals = [.. Arrivals.Select(arrival => (arrival.At * factor, arrival.Lifetime * factor))] };

    /// <summary>With more clients each line brings several, with fewer only some of the lines bring one; they are taken evenly.</summary>
    public override LoadStage WithClients(double ratio) => this with
    {
        Arrivals = [.. Arrivals.SelectMany((arrival, i) => Enumerable.Repeat(arrival, (int)(Math.Floor((i + 1) * ratio + 1e-9) - Math.Floor(i * ratio + 1e-9))))],
    };

    public override void Plan(StagePlan plan)
    {
        foreach ((TimeSpan at, TimeSpan? lifetime) in Arrivals)
        {
            plan.Arrive(at.Microseconds(), lifetime?.Microseconds());
        }
    }

    public override IEnumerable<(string Key, string Message)> Check()
    {
        if (Arrivals.IsEmpty)
        {
            yield return ("file", "must have at least one arrival");
        }
    }
}
