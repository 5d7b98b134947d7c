namespace Harness.Journal;

/// <summary>What a client is doing, as the live view and the report's time line count it. Every client is in exactly one state.</summary>
public enum ClientState
{
    /// <summary>Not started yet by the load profile.</summary>
    Idle,

    /// <summary>Its first attempt is under way.</summary>
    Connecting,

    /// <summary>Open, and its last heartbeat was answered (or is not due to be).</summary>
    Open,

    /// <summary>Open, with at least one heartbeat unanswered when the next was due.</summary>
    Suspect,

    /// <summary>No open socket, and polling over HTTP (attempts to reconnect go on beside it).</summary>
    Polling,

    /// <summary>No open socket and not polling.</summary>
    Reconnecting,

    /// <summary>Closed by its user, or gone.</summary>
    Closed,
}
