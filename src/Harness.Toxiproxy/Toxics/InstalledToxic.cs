using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>A toxic in a proxy's chain. An update replaces it by a copy with the same <see cref="DrawKey"/>.</summary>
/// <param name="DrawKey">Identifies it within its proxy, and names its sequence of draws.</param>
/// <param name="Stream">The direction as the request wrote it.</param>
/// <param name="Toxicity">The share of links it works on, 0 to 1.</param>
internal sealed record InstalledToxic(
    ulong DrawKey, string Name, string Type, string Stream, StreamDirection Direction, float Toxicity, Toxic Toxic)
{
    /// <summary>What it is while it is on.</summary>
    internal Toxic WhenOn => Toxic is FlapToxic flap ? flap.Toxic.Toxic : Toxic;

    /// <summary>
    /// What it is just now: a toxic that flaps is another one while it is on, and nothing while it is off, unless that one has to go on
    /// following the stream.
    /// </summary>
    internal Toxic Running => Toxic is FlapToxic flap && WhenOn is not IFollowingToxic ? flap.Running : WhenOn;

    /// <summary>It flaps, and is off.</summary>
    internal bool IsOff => Toxic is FlapToxic { IsOn: false };

    /// <summary>Whether it works on the link of the n-th connection. Drawn once: the same question has the same answer for good.</summary>
    internal bool Affects(long connection) => Draws.Fraction(Draws.Key(DrawKey, connection)) < Toxicity;
}
