namespace Harness.Toxiproxy.Tls;

/// <summary>A setting of <c>tls</c> cannot be used; the message names it, what is wrong and what it needs.</summary>
internal sealed class TlsConfigException(string message, Exception? inner = null) : Exception(message, inner);
