namespace Harness.Clients.Policies;

/// <summary>
/// SO_KEEPALIVE (RFC 9293 §3.8.4): the system asks the other end of the TCP connection whether it is there, and ends the connection where it is not. The other end is
/// whoever holds the connection: a proxy answers for a server that is gone behind it, and the system of a server for an application that has forgotten the socket.
/// </summary>
public sealed record TcpKeepAlivePolicy
{
    /// <summary>Silence of the connection after which the first probe goes out. The system counts whole seconds, so it is rounded up; at least 1 s.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>From one unanswered probe to the next. As <see cref="Time"/>.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Unanswered probes in a row after which the system ends the connection. From 1 to 127, the most that Linux takes.</summary>
    public required int Probes { get; init; }

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public TcpKeepAlivePolicy Scale(double factor) => this with { Time = Time * factor, Interval = Interval * factor };
}
