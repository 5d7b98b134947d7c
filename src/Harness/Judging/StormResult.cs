using System.Collections.Immutable;

namespace Harness.Judging;

/// <summary>Reconnects and polls where they were densest.</summary>
public sealed record StormResult
{
    /// <summary>Attempts to reconnect, failed ones included; a client's first attempt is none.</summary>
    public required int ReconnectAttempts { get; init; }

    /// <summary>The most of them that began within one second; null: there were none.</summary>
    public Peak? Reconnects { get; init; }

    /// <summary>Of the clients that tried to reconnect, the largest share of the others that tried within the same 100 ms, 0 to 1; null: nobody did.</summary>
    public double? Synchrony { get; init; }

    /// <summary>The most polls that began within one second; null: there were none.</summary>
    public Peak? Polls { get; init; }

    /// <summary>Attempts that did not open, per client that was started.</summary>
    public required Distribution FailedPerClient { get; init; }

    /// <summary>Attempts that did not open by what became of them, most first.</summary>
    public ImmutableArray<AttemptOutcome> FailedAttempts { get; init; } = [];
}

/// <summary>The densest second.</summary>
/// <param name="PerSecond">How many began in it.</param>
/// <param name="At">Its beginning, seconds since the load began.</param>
public sealed record Peak(int PerSecond, double At);

/// <summary>What became of attempts that did not open.</summary>
/// <param name="Outcome">Such as <c>refused</c>, <c>attemptTimeout</c>, <c>handshakeRefused</c>.</param>
/// <param name="Status">The HTTP status, where the server gave one.</param>
/// <param name="Attempts">How many.</param>
/// <param name="Clients">Of how many clients.</param>
public sealed record AttemptOutcome(string Outcome, int? Status, int Attempts, int Clients);
