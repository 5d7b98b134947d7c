using System.Collections.Immutable;

namespace Harness.Judging;

/// <summary>Values per second of the run, all arrays of one length; the first second begins with the load.</summary>
public sealed record TimeSeries
{
    /// <summary>Seconds since the load began.</summary>
    public required ImmutableArray<double> Seconds { get; init; }

    /// <summary>Clients by state at the end of each second; keys are the states' names in lower case: connecting, open, suspect, polling, reconnecting, closed.</summary>
    public required ImmutableSortedDictionary<string, ImmutableArray<int>> Clients { get; init; }

    public required ImmutableArray<int> HeartbeatsSent { get; init; }
    public required ImmutableArray<int> HeartbeatsAnswered { get; init; }
    public required ImmutableArray<int> HeartbeatsMissed { get; init; }

    /// <summary>Connections that opened after a loss.</summary>
    public required ImmutableArray<int> Reconnects { get; init; }

    /// <summary>Polls that began in that second.</summary>
    public required ImmutableArray<int> Polls { get; init; }

    /// <summary>Attempts to reconnect that began in that second, whatever became of them; empty in a result that does not say.</summary>
    public ImmutableArray<int> Attempts { get; init; } = [];

    /// <summary>Median and 99th percentile of the heartbeat round trip in that second, seconds; null where there was none.</summary>
    public required ImmutableArray<double?> RttP50 { get; init; }

    public required ImmutableArray<double?> RttP99 { get; init; }

    /// <summary>Age of what clients held, seconds: the 99th percentile and the largest of the samples of <c>staleness</c> in that second; null where there was none. Empty in a result that does not say.</summary>
    public ImmutableArray<double?> StalenessP99 { get; init; } = [];

    public ImmutableArray<double?> StalenessMax { get; init; } = [];
}
