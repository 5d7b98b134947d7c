namespace Harness.Toxiproxy;

/// <summary>
/// Random numbers as a pure function of their place: (seed, proxy, toxic, connection) → draw. So the n-th connection of a proxy gets
/// the n-th draw whatever else happens, and a link carries eight bytes of state instead of a generator.
/// The mixing function is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
/// </summary>
internal static class Draws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The place one level below <paramref name="parent"/>.</summary>
    internal static ulong Key(ulong parent, long child) => Mix(parent + Golden * (ulong)(child + 1));

    /// <summary>The draw at a place, 0 ≤ x &lt; 1.</summary>
    internal static double Fraction(ulong key) => (Mix(key) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next draw of a sequence, 0 ≤ x &lt; 1.</summary>
    internal static double Next(ref ulong state) => Fraction(state += Golden);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
