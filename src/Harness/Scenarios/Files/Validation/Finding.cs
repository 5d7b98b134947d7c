using System.Collections.Immutable;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Something wrong, or probably not meant, in a scenario.</summary>
/// <param name="Path">Where, as a scenario file names it: <c>faults[0].for</c>.</param>
/// <param name="Message">The rule and the value, to be read after the path.</param>
public sealed record Finding(string Path, string Message)
{
    public override string ToString() => Path.Length > 0 ? $"{Path} {Message}" : Message;
}

/// <summary>What the validator found. A scenario with errors must not be run; warnings are for the user to weigh.</summary>
public sealed record ValidationResult(ImmutableArray<Finding> Errors, ImmutableArray<Finding> Warnings)
{
    public bool IsValid => Errors.IsEmpty;
}
