namespace Harness.Clients.Protocol;

/// <summary>
/// What a server's messages on a socket mean to a client, and what the client says to it. Asked for every message of every client, from many threads:
/// implementations keep no state per message.
/// </summary>
public interface IMessageProtocol
{
    /// <summary>The query parameter that carries a client's id; null: none does.</summary>
    string? IdParameter { get; }

    /// <summary>Whether a push has the data with it: its version is held at once then, and nothing is fetched.</summary>
    bool PushesCarryData { get; }

    /// <summary>Whether a push says to which version its topic has changed; otherwise the topic is fetched after each.</summary>
    bool PushesTellVersions { get; }

    /// <summary>Tells what a message is; for a push, also the topic's number and the version, 0 if it tells none. What is not understood is <see cref="MessageClass.Other"/>.</summary>
    MessageClass Classify(ReadOnlySpan<byte> message, out int topic, out long version);

    /// <summary>The topics of a confirmed subscription with the versions that they had then; empty where it tells none.</summary>
    IReadOnlyList<(int Topic, long Version)> VersionsOf(ReadOnlySpan<byte> subscribed);

    /// <summary>A client's heartbeat, or what it answers to one where the server sends them: a template.</summary>
    string Heartbeat { get; }

    /// <summary>What a client whose own heartbeats the server answers says to a heartbeat of the server, a template; empty: nothing.</summary>
    string HeartbeatAnswer { get; }

    /// <summary>What a client says on every open to follow its topics; none: the server needs nothing.</summary>
    IReadOnlyList<byte[]> Subscribe(int client);
}

/// <summary>How a topic is asked for over HTTP, and what the answer means.</summary>
public interface IPollProtocol
{
    /// <summary>The request for one topic.</summary>
    /// <param name="path">The base URL of the client's cohort, ending in a slash.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="topic">Number of the topic.</param>
    /// <param name="hold">Let the server hold the answer until the version is greater than the one held, for so long; null: it answers at once.</param>
    HttpRequestMessage Request(Uri path, int client, int topic, (long NewerThan, TimeSpan Wait)? hold);

    /// <summary>Whether a status means that the request has succeeded.</summary>
    bool IsAnswer(int status);

    /// <summary>The version that a successful answer tells; 0: none, the client holds nothing newer.</summary>
    long VersionOf(HttpResponseMessage response, ReadOnlySpan<byte> body);
}
