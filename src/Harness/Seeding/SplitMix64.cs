namespace Harness.Seeding;

/// <summary>
/// A generator of 8 bytes of state, one per client: equal seeds give equal draws. Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014.
/// </summary>
public struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>). The bias for bounds of a few thousand is below 10⁻¹⁵.</summary>
    public int NextInt(int bound) => (int)(Next() % (ulong)bound);
}
