using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>Everything recorded about one client, in order, with its connections put together.</summary>
public sealed record ClientRecord
{
    public required int Client { get; init; }
    public required int Cohort { get; init; }

    /// <summary>The population that it is of, by its place in the scenario.</summary>
    public required int Population { get; init; }

    /// <summary>The policy that it is judged by.</summary>
    public required ClientPolicy Policy { get; init; }

    /// <summary>The bounds of that policy.</summary>
    public required PolicyTimes Times { get; init; }

    /// <summary>All facts of the client, in the order of the clock.</summary>
    public required ArraySegment<Fact> All { get; init; }

    /// <summary>Its facts before <see cref="Until"/>: what it is judged by.</summary>
    public required ArraySegment<Fact> Judged { get; init; }

    /// <summary>The end of judgement for this client: closing, or its leaving, or its close by the user.</summary>
    public required long Until { get; init; }

    /// <summary>Whether it left, or was closed by its user, before the judged time was over.</summary>
    public required bool WentAway { get; init; }

    /// <summary>When it was made to leave without a word, and by which fault.</summary>
    public (long At, int Fault)? Left { get; init; }

    /// <summary>When the server was seen to list it no more, after it left.</summary>
    public long? PresenceDropped { get; init; }

    /// <summary>Connections that opened, oldest first.</summary>
    public ImmutableArray<Connection> Connections { get; init; } = [];

    /// <summary>First bytes after a fault was armed, by fault index.</summary>
    public ImmutableArray<(int Fault, long At)> FirstBytes { get; init; } = [];

    /// <summary>When its timers stood still; one that was not woken before the end of judgement ends there.</summary>
    public ImmutableArray<(long From, long To)> Suspensions { get; init; } = [];

    /// <summary>Whether the load profile ever started it.</summary>
    public bool HasStarted => Judged.Count > 0;

    public bool WasOpen => Connections.Length > 0;
}
