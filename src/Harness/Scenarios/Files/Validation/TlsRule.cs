using Harness.Clients;
using Harness.Clients.Sockets;

namespace Harness.Scenarios.Files.Validation;

/// <summary>TLS: the files are there and hold what they must, and no setting undoes another.</summary>
internal static class TlsRule
{
    private const string Path = "clients.tls";

    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.Tls is not { } tls)
        {
            return;
        }

        if (tls.Key is not null && tls.Certificate is null)
        {
            findings.Error($"{Path}.key", "needs the certificate that it belongs to: set certificate");
        }

        if (tls.Insecure && tls.Ca is not null)
        {
            findings.Error($"{Path}.insecure", "believes any certificate: leave it out, or ca");
        }

        try
        {
            _ = new TlsClient(tls);
        }
        catch (TlsFileException e)
        {
            findings.Error($"{Path}.{e.Setting}", e.Message);
        }
    }
}
