namespace Harness.Target;

/// <summary>What the server's own ping is.</summary>
public enum PingForm
{
    /// <summary>A text message; any message of the client answers it.</summary>
    Text,

    /// <summary>An RFC 6455 ping frame; the pong answers it. ASP.NET Core sends it to a socket that has said nothing for the interval.</summary>
    Frame,
}

/// <summary>The server asks, and drops who does not answer (002, 003).</summary>
public sealed record ServerHeartbeat
{
    /// <summary>From one ping to the next on each socket, counted from its open. Over 0.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long a ping may stay without an answer before the connection is ended without a close frame. Over 0.</summary>
    public required TimeSpan Timeout { get; init; }

    public PingForm Form { get; init; } = PingForm.Text;

    /// <summary>What the text form says.</summary>
    public string Message { get; init; } = "ping";
}
