using System.Collections.Immutable;
using Harness.Scenarios;

namespace Harness.Judging;

/// <summary>
/// An assertion in code: a function of what the run came to. It stands in reports beside the others and is part of the verdict. It is judged once, after everything
/// else, and has to be pure: an old run that is judged again asks it again. One that throws does not hold.
/// </summary>
public sealed class CustomAssertion : ICodeAssertion
{
    private readonly Func<ScenarioResult, JudgedRun, CheckResult> _check;

    /// <param name="name">What it demands, in words: what reports show.</param>
    /// <param name="check">Looks at the judged result.</param>
    public CustomAssertion(string name, Func<ScenarioResult, CheckResult> check)
        : this(name, (result, _) => check(result)) => ArgumentNullException.ThrowIfNull(check);

    /// <param name="name">As above.</param>
    /// <param name="check">Looks at the judged result, and at the facts that it was judged from.</param>
    public CustomAssertion(string name, Func<ScenarioResult, JudgedRun, CheckResult> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        (Name, _check) = (name, check);
    }

    public string Name { get; }

    internal CheckResult Check(ScenarioResult result, JudgedRun run)
    {
        try
        {
            return _check(result, run);
        }
        catch (Exception e)
        {
            return CheckResult.Fail($"threw {e.GetType().Name}: {e.Message}");
        }
    }
}

/// <summary>What a <see cref="CustomAssertion"/> found. A <see cref="bool"/> is one too.</summary>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Words">What was found: stands where other assertions have their actual value.</param>
/// <param name="Clients">Clients that stand against it, worst first: evidence tells what happened to them.</param>
public sealed record CheckResult(bool Passed, string Words, ImmutableArray<int> Clients)
{
    public static CheckResult Pass(string words = "holds") => new(true, words, []);

    public static CheckResult Fail(string words, params IEnumerable<int> clients) => new(false, words, [.. clients]);

    /// <summary>As <see cref="Pass"/> and <see cref="Fail"/>, with no words to add.</summary>
    public static CheckResult Of(bool passed) => passed ? Pass() : Fail("does not hold");

    public static implicit operator CheckResult(bool passed) => Of(passed);
}
