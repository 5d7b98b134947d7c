namespace Harness.Target;

/// <summary>A number drawn from what it is for, so that it does not matter who asks first.</summary>
internal static class Draw
{
    /// <summary>Evenly in [0, 1) over names and numbers; the same for the same arguments, in every process.</summary>
    public static double Of(int seed, string name, string other = "", long number = 0)
    {
        var hash = Mix((ulong)seed);
        hash = Mix(hash ^ Fold(name));
        hash = Mix(hash ^ Fold(other));
        return (Mix(hash ^ (ulong)number) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>FNV-1a over the UTF-16 code units.</summary>
    private static ulong Fold(string text)
    {
        var hash = 14695981039346656037;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 1099511628211;
        }

        return hash;
    }

    /// <summary>The finisher of SplitMix64.</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
