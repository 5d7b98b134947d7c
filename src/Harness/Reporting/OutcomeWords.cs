using Harness.Judging;

namespace Harness.Reporting;

/// <summary>What became of an attempt, as a reader says it.</summary>
public static class OutcomeWords
{
    /// <summary><c>refused</c>, <c>not open in time</c>, <c>handshake answered with status 503</c>; an outcome without words here stands as it is.</summary>
    public static string Of(AttemptOutcome outcome) => outcome.Outcome switch
    {
        "attemptTimeout" => "not open in time",
        "nameUnresolved" => "name not resolved",
        "tlsFailed" => "TLS failed",
        "handshakeRefused" when outcome.Status is { } status => $"handshake answered with status {status}",
        "handshakeRefused" => "handshake refused",
        "redirected" when outcome.Status is { } status => $"redirected (status {status})",
        "reset" => "reset (RST)",
        "fin" => "closed before it opened (FIN)",
        "protocolError" => "protocol error",
        "outOfResources" => "no port or descriptor left on this machine",
        var other => other,
    };
}
