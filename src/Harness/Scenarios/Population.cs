using System.Collections.Immutable;
using Harness.Scenarios.Lifetimes;
using Harness.Scenarios.Stages;

namespace Harness.Scenarios;

/// <summary>Clients of one kind: what they are, and when they come and go. A scenario has one or several, side by side.</summary>
public sealed record Population
{
    /// <summary>The name of the only population of a scenario that gives none.</summary>
    public const string Usual = "clients";

    /// <summary>Unique in its scenario; letters, digits, '-' and '_'.</summary>
    public string Name { get; init; } = Usual;

    public required ClientSettings Clients { get; init; }

    /// <summary>Stages in a row; empty: its share of the scenario's.</summary>
    public ImmutableArray<LoadStage> Load { get; init; } = [];

    /// <summary>When its load begins, after that of the scenario. At least 0.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>How long its sessions last; null: until the load takes the client away, or to the end.</summary>
    public Lifetime? Lifetime { get; init; }

    /// <summary>When its load is over, from the beginning of the scenario's; never later than in a hundred years, which no validated load lasts.</summary>
    public TimeSpan End => TimeSpan.FromTicks((long)Load.Aggregate((Int128)Start.Ticks, (sum, stage) => Int128.Min(sum + stage.Length.Ticks, _farthest.Ticks)));

    /// <summary>Far from where the sum of two durations overflows.</summary>
    private static readonly TimeSpan _farthest = TimeSpan.FromDays(36_500);

    /// <summary>The same in shrunken or stretched time.</summary>
    public Population Scale(double factor) => this with
    {
        Clients = Clients with { Policy = Clients.Policy.Scale(factor), Played = Clients.Played.Scale(factor), TimeScale = Clients.TimeScale * factor },
        Load = [.. Load.Select(stage => stage.Scale(factor))],
        Start = Start * factor,
        Lifetime = Lifetime?.Scale(factor),
    };

    /// <summary>The same with another number of clients; absolute numbers and rates of arrival are multiplied by the same ratio.</summary>
    public Population WithClients(int count) => this with
    {
        Clients = Clients with { Count = count },
        Load = [.. Load.Select(stage => stage.WithClients((double)count / Clients.Count))],
    };
}
