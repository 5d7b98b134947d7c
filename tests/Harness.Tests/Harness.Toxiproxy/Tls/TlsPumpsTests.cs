using System.Net.Security;
using System.Net.Sockets;
using Harness.Toxiproxy.Tls;

namespace Harness.Tests.Toxiproxy.Tls;

public sealed class TlsPumpsTests
{
    [Fact]
    public async Task A_reset_stays_one_although_the_kernel_tells_it_only_once()
    {
        using var certificates = new TestCertificates();
        using var pairs = new LoopbackPairs();
        (Socket inner, Socket connection) = pairs.Make();
        (Socket outer, Socket peer) = pairs.Make();
        await using var ours = new SslStream(new NetworkStream(outer));
        await using var theirs = new SslStream(new NetworkStream(peer, ownsSocket: true), false, (_, certificate, _, _) => certificates.Issued(certificate));
        await Task.WhenAll(
            ours.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificates.Server }, Wire.Token),
            theirs.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, Wire.Token));
        var sockets = new BridgeSockets(outer, inner);

        connection.Close(0);
        await Wire.UntilAsync(sockets.InnerWasReset);
        // Now a receive sees an orderly end.
        Assert.Equal(0, inner.Receive(new byte[1]));
        await new TlsPumps(ours, sockets, e => Assert.Fail(e.Message)).RunAsync();

        await new End(peer, theirs).HearResetAsync();
    }
}
