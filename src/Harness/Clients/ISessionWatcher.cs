using Harness.Journal;

namespace Harness.Clients;

/// <summary>Is told what clients do, as it happens, from the threads on which it does: it neither waits nor throws.</summary>
internal interface ISessionWatcher
{
    /// <summary>A client is open for the first time.</summary>
    /// <param name="client">Its number.</param>
    /// <param name="took">Since it was to connect, µs.</param>
    void Connected(int client, long took);

    /// <summary>An attempt to connect failed, the first or a later one.</summary>
    void AttemptFailed(int client, CloseCause cause);

    /// <summary>A heartbeat was answered.</summary>
    /// <param name="client">Its number.</param>
    /// <param name="fromDue">Since it was due, µs.</param>
    void HeartbeatAnswered(int client, long fromDue);
}
