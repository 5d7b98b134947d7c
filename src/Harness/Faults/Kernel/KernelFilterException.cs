namespace Harness.Faults.Kernel;

/// <summary>The packet filter cannot be used, or did not do what it was told. The message is one line that says what is missing and what to do.</summary>
public sealed class KernelFilterException(string message, Exception? inner = null) : Exception(message, inner);
