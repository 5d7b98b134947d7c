namespace Harness.Clients.UnderTest;

/// <summary>
/// A client of somebody's own, such as a team's SDK: it keeps its connection alive and reconnects by itself, as it does in production. The harness connects it,
/// breaks the network under it, and judges what it reports by the policy that the scenario says it promises. Its methods are called on the thread pool.
/// </summary>
public interface IClientUnderTest : IAsyncDisposable
{
    /// <summary>Begins to connect, and from then on keeps itself connected. It may end at once, or when the first connection is open.</summary>
    /// <param name="where">Where to, and who it is.</param>
    /// <param name="events">What it has to report, from whichever thread.</param>
    /// <param name="cancellation">Cancelled when the client is closed.</param>
    Task ConnectAsync(ClientTarget where, IClientEvents events, CancellationToken cancellation);

    /// <summary>Sends a text message. Called only while the client has reported to be open; only session code sends.</summary>
    Task SendAsync(string text, CancellationToken cancellation);

    /// <summary>Closes it for good: it does not come back.</summary>
    Task CloseAsync(CancellationToken cancellation);
}

/// <summary>What a client under test reports. Each call is one fact of the journal, at the instant of the call.</summary>
public interface IClientEvents
{
    /// <summary>An attempt to connect begins. May be left out: then it begins when it opens.</summary>
    void Connecting();

    /// <summary>The attempt failed.</summary>
    /// <param name="status">The HTTP status, where the server answered with one; else 0.</param>
    void ConnectFailed(int status = 0);

    /// <summary>The connection is open.</summary>
    void Opened();

    /// <summary>A text message came in.</summary>
    void Message(string text);

    /// <summary>The open connection is gone.</summary>
    /// <param name="code">The close code; 1006 or 0 where there was no close frame.</param>
    /// <param name="byItself">Whether the client gave it up by its own timers, because it had heard nothing: that is a detection. Otherwise the network or the server told it.</param>
    void Closed(int code, bool byItself);
}

/// <summary>Makes the client under test.</summary>
/// <param name="client">Its number in the scenario.</param>
public delegate IClientUnderTest ClientUnderTestFactory(int client);
