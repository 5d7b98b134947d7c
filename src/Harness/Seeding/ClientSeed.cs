namespace Harness.Seeding;

/// <summary>
/// The seed of each client's own generator, for the plan that lists its draws and the worker that makes them. The run's seed is mixed first,
/// or client i + 1 under one seed would be client i under the next.
/// </summary>
public static class ClientSeed
{
    /// <param name="seed">The run's seed.</param>
    /// <param name="client">The client's number in the scenario.</param>
    public static ulong Of(ulong seed, int client) => new SplitMix64(new SplitMix64(seed).Next() + (ulong)client).Next();
}
