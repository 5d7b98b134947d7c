using System.Collections.Frozen;

namespace Harness.Target;

/// <summary>Which clients an order hits: those that are named, of them a share that the seed fixes. The same client is always in or always out.</summary>
/// <param name="Clients">Ids, or null for everybody.</param>
/// <param name="Share">0 to 1.</param>
/// <param name="Seed">Fixes the share.</param>
internal sealed record Selection(FrozenSet<string>? Clients, double Share, int Seed)
{
    public static readonly Selection Everybody = new(null, 1, 0);

    public static Selection Of(IEnumerable<string>? clients, double share = 1, int seed = 0) => new(clients?.ToFrozenSet(), share, seed);

    /// <param name="client">Its id; without one it is hit by orders for everybody, and all such share one draw.</param>
    public bool Includes(string? client) =>
        (Clients is null || (client is not null && Clients.Contains(client))) && (Share >= 1 || Draw.Of(Seed, client ?? "") < Share);
}
