namespace Harness.Clients.Code;

/// <summary>What session code waited for did not come in time. The message says what, and for how long.</summary>
public sealed class SessionTimeoutException(string message) : TimeoutException(message);
