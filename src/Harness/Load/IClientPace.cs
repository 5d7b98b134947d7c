using Harness.Clients;

namespace Harness.Load;

/// <summary>Starts the clients of workers in place of the plan's instants.</summary>
internal interface IClientPace
{
    /// <summary>Is told what the clients do.</summary>
    ISessionWatcher Watcher { get; }

    /// <summary>A worker takes part, before the run is ready.</summary>
    /// <param name="clients">The numbers of its clients.</param>
    /// <param name="start">Starts the client at that place of <paramref name="clients"/>, which is to connect at an instant, µs.</param>
    void Attach(int[] clients, Action<int, long> start);
}
