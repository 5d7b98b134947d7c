using System.Net.Security;

namespace Harness.Clients.Sockets;

/// <summary>
/// As <see cref="CountedStream"/>, for a connection over TLS: the HTTP client looks for an <see cref="SslStream"/>, and would speak TLS once more over anything else.
/// </summary>
/// <param name="inner">The connection below TLS; goes with this one.</param>
/// <param name="metrics">Where bytes are counted, above TLS.</param>
/// <param name="cohort">For whom.</param>
internal sealed class CountedTlsStream(Stream inner, ClientMetrics metrics, int cohort) : SslStream(inner, leaveInnerStreamOpen: false)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        metrics.HttpReceived(cohort, count);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        metrics.HttpSent(cohort, buffer.Length);
    }
}
