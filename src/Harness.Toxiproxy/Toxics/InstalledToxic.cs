using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>A toxic in a proxy's chain. An update replaces it by a copy with the same <see cref="DrawKey"/>.</summary>
/// <param name="DrawKey">Identifies it within its proxy, and names its sequence of draws.</param>
/// <param name="Stream">The direction as the request wrote it.</param>
/// <param name="Toxicity">The share of links it works on, 0 to 1.</param>
internal sealed record InstalledToxic(
    ulong DrawKey, string Name, string Type, string Stream, StreamDirection Direction, float Toxicity, Toxic Toxic)
{
    /// <summary>Whether it works on the link of the n-th connection. Drawn once: the same question has the same answer for good.</summary>
    internal bool Affects(long connection) => Draws.Fraction(Draws.Key(DrawKey, connection)) < Toxicity;
}
