using Harness.Clients;
using Harness.Clients.Sockets;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>TLS: the files are there and hold what they must, and no setting undoes another.</summary>
internal static class TlsRule
{
    private const string Path = "clients.tls";

    /// <summary>A file of certificates that a system trusts has some 200 KB.</summary>
    private const long LargestFile = 10_000_000;

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

        bool refused = Refuse("ca", tls.Ca, findings);
        refused |= Refuse("certificate", tls.Certificate, findings);
        refused |= tls.Certificate is not null && Refuse("key", tls.Key, findings);
        if (refused)
        {
            return;
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

    private static bool Refuse(string setting, string? file, Findings findings)
    {
        string? refusal;
        try
        {
            refusal = file is null ? null : PlainFile.Refusal(file, LargestFile, out _);
        }
        catch (Exception e) when (PlainFile.IsUnreadable(e))
        {
            refusal = $"cannot be read: {e.Message}";
        }

        if (refusal is not null)
        {
            findings.Error($"{Path}.{setting}", $"{Units.Quote(file!)} {refusal}");
        }

        return refusal is not null;
    }
}
