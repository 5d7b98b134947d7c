namespace Harness.Scenarios;

/// <summary>An assertion in code. What it may look at is the judge's to say: see CustomAssertion in Judging.</summary>
public interface ICodeAssertion
{
    /// <summary>What it demands, in words; unique in its scenario.</summary>
    string Name { get; }
}
