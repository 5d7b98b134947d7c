using Harness.Judging.Measures;

namespace Harness.Judging.Invariants;

/// <summary>A rule that holds for every client at every moment of every run: one file each, one line in <see cref="InvariantRegistry"/>.</summary>
public interface IInvariant
{
    /// <summary>The name in reports.</summary>
    string Name { get; }

    /// <summary>The rule in one line.</summary>
    string Meaning { get; }

    /// <summary>Every breach of it.</summary>
    IEnumerable<Breach> Find(JudgeContext context);
}

/// <summary>One breach of an invariant.</summary>
/// <param name="Client">The client's number.</param>
/// <param name="At">When, microseconds of the monotonic clock.</param>
/// <param name="Why">One sentence: what it did that it should not have.</param>
/// <param name="Since">When what led to it began, where that is longer ago than a story usually reaches back.</param>
public sealed record Breach(int Client, long At, string Why, long? Since = null)
{
    public Sample AsSample() => new(Client, 1, At) { Since = Since };
}
