namespace Harness.Clients;

/// <summary>One client of a worker, whoever plays it: told by the worker what happens, it records what it does.</summary>
public interface IDrivenClient : IDisposable
{
    /// <summary>Its number in the scenario.</summary>
    int Client { get; }

    int Cohort { get; }

    /// <summary>Whether it still holds a socket that the other end has not let go of.</summary>
    bool HasSocket { get; }

    /// <summary>Connects for the first time.</summary>
    void Start();

    /// <summary>Does what is due.</summary>
    void OnTimer();

    /// <summary>The user closes the client for good.</summary>
    void CloseByUser();

    /// <summary>Whether it has left without a word. Its socket has to stay as it is to the end: whoever drops the client lets a finalizer close it.</summary>
    bool HasLeft { get; }

    /// <summary>Leaves without a word: nothing is sent or read any more, and the socket stays open.</summary>
    /// <returns>Whether it has left; not if its user had closed it before.</returns>
    bool Leave(int fault);

    /// <summary>Aborts the sockets of a client that its user has closed: the other end has had its time to answer. Of one that has left they stay.</summary>
    void LetGo();

    /// <summary>Asks for the first byte that this client's open connection sends from <paramref name="since"/> (µs) on.</summary>
    /// <returns>Whether one has to be waited for.</returns>
    bool Arm(int fault, long since);

    /// <summary>The timers stop: nothing that is due happens before <see cref="Wake"/>.</summary>
    void Suspend(int fault);

    /// <summary>The timers run again.</summary>
    void Wake(int fault);

    /// <summary>Ends what of it is somebody's own code, and waits for that.</summary>
    Task SettleAsync();
}
