namespace Harness.Toxiproxy.Tls;

/// <summary>How long a peer may keep a side that speaks TLS waiting.</summary>
/// <param name="Handshake">For its part of the handshake, from the start to the end. Default: 10 s.</param>
/// <param name="Drain">To take what was sent before its connection closed. Default: 30 s.</param>
internal sealed record TlsTimes(TimeSpan Handshake, TimeSpan Drain)
{
    internal static readonly TlsTimes Standard = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
}
