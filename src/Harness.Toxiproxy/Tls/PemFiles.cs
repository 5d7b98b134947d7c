using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Harness.Toxiproxy.Tls;

/// <summary>Certificates and keys from files that somebody has named.</summary>
internal static class PemFiles
{
    /// <summary>All certificates of a file, at least one.</summary>
    /// <param name="setting">Begins the message if it fails.</param>
    /// <exception cref="TlsConfigException">It cannot be read, or holds none.</exception>
    internal static X509Certificate2Collection Certificates(string setting, string path)
    {
        string text = Read(setting, path);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw new TlsConfigException($"{setting}: '{path}' holds a certificate that cannot be read ({e.Message}): export it again as PEM", e);
        }

        return certificates.Count > 0
            ? certificates
            : throw new TlsConfigException($"{setting}: '{path}' holds no certificate: it needs a block that starts with -----BEGIN CERTIFICATE-----");
    }

    /// <summary>The first certificate of a file, with its key.</summary>
    /// <exception cref="TlsConfigException">The key's file cannot be read, or holds no key, or another one's.</exception>
    internal static X509Certificate2 WithKey(string certificatePath, string? keyPath)
    {
        const string setting = "tls.listen.key";
        string certificate = Read("tls.listen.certificate", certificatePath);
        string key = keyPath is null ? certificate : Read(setting, keyPath);
        if (key.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new TlsConfigException($"{setting}: the key in '{keyPath ?? certificatePath}' is encrypted: write it without a password (openssl pkey -in … -out …)");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TlsConfigException(
                $"{setting}: '{keyPath ?? certificatePath}' does not hold the private key of the first certificate in '{certificatePath}' ({e.Message}): "
                + "it needs a block that starts with -----BEGIN PRIVATE KEY-----",
                e);
        }
    }

    private static string Read(string setting, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TlsConfigException($"{setting}: '{path}' cannot be read ({e.Message}): name a PEM file that the proxy may read", e);
        }
    }
}
