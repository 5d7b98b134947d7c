using Harness.Capacity.Probing;
using Harness.Clients;
using Harness.Runs;
using Harness.Tests.Clients.Sockets;
using Harness.Tests.Toxiproxy.Tls;

namespace Harness.Tests.Capacity.Probing;

public sealed class TargetWatchTests
{
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_target_over_tls_is_asked_as_the_clients_ask_it()
    {
        using var certificates = new TestCertificates();
        await using SecureServer server = await SecureServer.StartAsync(certificates);
        await using var watch = new TargetWatch(
            new Uri($"https://127.0.0.1:{server.Endpoint.Port}/"), new TlsSettings { Ca = certificates.Issuer }, TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeProvider.System);
        watch.See(new RunProgress { Scenario = "s", Number = 1, Of = 1, Phase = "hold", Elapsed = TimeSpan.FromSeconds(1) });

        // With the system's issuers no request would come through.
        while (!server.Requests.Any(request => request.EndsWith("/control/stats", StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Deadline.Token);
        }
    }
}
