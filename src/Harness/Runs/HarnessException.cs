namespace Harness.Runs;

/// <summary>The user's input cannot be run: exit code 2. The message says what, where and how to mend it.</summary>
public sealed class UsageException(string message) : Exception(message)
{
    /// <summary>An option that a library refused. The name of its parameter, which .NET adds to the message, says nothing to a user.</summary>
    public static UsageException From(ArgumentException refused) =>
        new($"{refused.Message.Replace($" (Parameter '{refused.ParamName}')", "", StringComparison.Ordinal)}.");
}

/// <summary>This machine or a peer cannot do it: exit code 3. The message says what is missing and what to do.</summary>
public sealed class EnvironmentException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The target took a call of the run itself and gave no answer to it within its patience.</summary>
    public bool TargetIsSilent { get; init; }
}
