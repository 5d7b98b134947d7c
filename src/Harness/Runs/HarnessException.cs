namespace Harness.Runs;

/// <summary>The user's input cannot be run: exit code 2. The message says what, where and how to mend it.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>This machine or a peer cannot do it: exit code 3. The message says what is missing and what to do.</summary>
public sealed class EnvironmentException(string message, Exception? inner = null) : Exception(message, inner);
