namespace Harness.Capacity;

/// <summary>What one run at one level said.</summary>
public enum ProbeOutcome
{
    /// <summary>Every objective held.</summary>
    Held,

    /// <summary>An objective did not hold, and the generator was fit to say so.</summary>
    Broke,

    /// <summary>The generator was in the way, by chance or for good: nothing is said about the target.</summary>
    Generator,

    /// <summary>The generator cannot make this level at all (no descriptors for so many clients): trying it again would say the same.</summary>
    Impossible,
}

/// <summary>One run at one level.</summary>
public sealed record Probe(long Level, ProbeOutcome Outcome);
