using System.Collections.Immutable;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>
/// What a scenario expected to be broken, beside what was: it is met where every named metric or invariant is broken and nothing else is. A metric that
/// several assertions are about is broken by one of them.
/// </summary>
public sealed record Expectation
{
    public required ImmutableArray<ExpectedFailure> Expected { get; init; }
    public required ImmutableArray<AssertionResult> Assertions { get; init; }
    public required ImmutableArray<InvariantResult> Invariants { get; init; }

    /// <summary>Why it is not met, in half a sentence; empty where it is, and where nothing was expected and nothing broken.</summary>
    public required string Unmet { get; init; }

    /// <summary>Whether the scenario passes.</summary>
    public bool IsMet => Unmet.Length == 0 && Expected.All(failure => failure.Broken)
        && Assertions.All(assertion => assertion.Passed || assertion.AsExpected) && Invariants.All(invariant => invariant.Passed || invariant.AsExpected);

    public static Expectation Of(Scenario scenario, ImmutableArray<AssertionResult> assertions, ImmutableArray<InvariantResult> invariants)
    {
        ImmutableArray<string> names = scenario.Expect;
        ImmutableArray<AssertionResult> marked =
            [.. assertions.Select((assertion, i) => assertion with { AsExpected = !assertion.Passed && names.Contains(scenario.Assertions[i].Metric.Name) })];
        ImmutableArray<InvariantResult> markedInvariants =
            [.. invariants.Select(invariant => invariant with { AsExpected = !invariant.Passed && names.Contains(NameOf(invariant)) })];
        HashSet<string> broken =
        [
            .. marked.Select((assertion, i) => (assertion, scenario.Assertions[i].Metric.Name)).Where(entry => !entry.assertion.Passed).Select(entry => entry.Name),
            .. invariants.Where(invariant => !invariant.Passed).Select(NameOf),
        ];
        return new Expectation
        {
            Expected = [.. names.Select(name => new ExpectedFailure(name, broken.Contains(name)))],
            Assertions = marked,
            Invariants = markedInvariants,
            Unmet = names.IsEmpty ? "" : WhyUnmet([.. names.Except(broken)], [.. broken.Except(names)]),
        };
    }

    private static string WhyUnmet(ImmutableArray<string> held, ImmutableArray<string> alsoBroken)
    {
        string missing = held.IsEmpty ? "" : $"expected to fail by {Join(held)}, but {(held.Length == 1 ? "it" : "they")} held";
        string more = alsoBroken.IsEmpty ? "" : $"also broke {Join(alsoBroken)}, which was not expected";
        return missing.Length > 0 && more.Length > 0 ? $"{missing}; {more}" : missing + more;
    }

    private static string NameOf(InvariantResult invariant) => Scenario.InvariantPrefix + invariant.Name;

    private static string Join(ImmutableArray<string> names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
