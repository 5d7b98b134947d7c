namespace Harness.Judging;

/// <summary>How updates come to a client.</summary>
public enum UpdateTransport
{
    /// <summary>A WebSocket announces them; the client fetches what was announced.</summary>
    Push,

    /// <summary>The client asks, and the server holds its answer until there is something new.</summary>
    LongPolling,

    /// <summary>The client asks every so often.</summary>
    AjaxPolling,
}

/// <summary>
/// What one population's way to its updates cost, and how late they were. Rates are per client and minute that it was there, from the beginning of the
/// load to the end of the drain; bytes are those of HTTP and WebSocket themselves, above TCP and TLS.
/// </summary>
public sealed record TransportResult
{
    public required string Population { get; init; }

    public required UpdateTransport Transport { get; init; }

    /// <summary>Clients that were started.</summary>
    public required int Clients { get; init; }

    /// <summary>How long they were there, added up, seconds.</summary>
    public required double ClientSeconds { get; init; }

    /// <summary>Polls, fetches and pages begun, per client and minute.</summary>
    public required double RequestsPerMinute { get; init; }

    /// <summary>Of all of them, those that failed.</summary>
    public required long RequestsFailed { get; init; }

    /// <summary>Bytes per client and minute; null: not counted (a client under test has its own sockets).</summary>
    public double? ReceivedPerMinute { get; init; }

    /// <inheritdoc cref="ReceivedPerMinute"/>
    public double? SentPerMinute { get; init; }

    /// <summary>Seconds from a publication to the first version held that is as new, over all clients and versions; its P50, P99 or Max is null for never. Null: nothing was published that they follow.</summary>
    public Distribution? Delay { get; init; }

    /// <summary>Versions lost; null: nothing was published that they follow.</summary>
    public long? UpdatesLost { get; init; }

    /// <summary>CPU seconds of the target's processes within that time, per client and minute; null: they are not ours, or not told apart from other roles, or serve other populations too.</summary>
    public double? TargetCpuPerMinute { get; init; }

    /// <summary>What the clients follow: figures of scenarios are comparable where it is the same.</summary>
    public string Follows { get; init; } = "";
}
