using System.Collections.Immutable;
using Harness.Judging.Reading;

namespace Harness.Judging.Impacts;

/// <summary>One client under one fault.</summary>
public sealed record AffectedClient
{
    public required ClientRecord Record { get; init; }
    public required FaultWindow Window { get; init; }

    /// <summary>Its connections that were hit, oldest first. A connection has one loss, so the later losses of one client are later connections.</summary>
    public ImmutableArray<Hit> Hits { get; init; } = [];

    /// <summary>How it came back; null where that is not judged.</summary>
    public Recovery? Recovery { get; init; }

    /// <summary>One entry per detected loss after which its policy called for polling.</summary>
    public ImmutableArray<FallbackStart> Fallbacks { get; init; } = [];

    public bool MustDetect => Hits.Any(hit => hit.Duty == Duty.Must);
    public bool Detected => Hits.Any(hit => hit.Detected);
    public bool Undetected => Hits.Any(hit => hit.Undetected);
    public bool Told => !Detected && Hits.Any(hit => hit.Connection.Told);
}

/// <summary>From the end of the outage to a recovered client, in microseconds of the monotonic clock.</summary>
/// <param name="From">The end of the outage at its longest, or of an event's detection; null: the outage never ended for this client.</param>
/// <param name="At">When it had recovered; null: never.</param>
/// <param name="Bound">How long its policy allows, in microseconds.</param>
public sealed record Recovery(long? From, long? At, long Bound)
{
    /// <summary>0 where the client had recovered before the last acknowledgement came; ∞ for never.</summary>
    public double Seconds => From is { } from && At is { } at ? Math.Max(0, at - from) / 1e6 : double.PositiveInfinity;

    public bool WithinBound => Seconds <= Bound / 1e6;
}

/// <summary>From a detection to the first poll that succeeded.</summary>
/// <param name="From">The detection; where the fault hit all paths, its removal if that was later.</param>
/// <param name="At">When the poll was answered (<see cref="From"/> if the client was polling with success); null: never.</param>
public sealed record FallbackStart(long From, long? At)
{
    public double Seconds => At is { } at ? (at - From) / 1e6 : double.PositiveInfinity;
}
