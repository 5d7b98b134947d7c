using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>An issuer and certificates by it, as PEM files in a folder of their own.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tls-");
    private readonly X509Certificate2 _issuer;

    internal TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test issuer", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _issuer = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        Issuer = Write("issuer.pem", _issuer.ExportCertificatePem());
        Server = Make("localhost", "target.test");
        Certificate = Write("server.pem", Server.ExportCertificatePem());
        Key = Write("server.key", Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The path of the issuer's certificate.</summary>
    internal string Issuer { get; }

    /// <summary>For localhost, 127.0.0.1 and target.test.</summary>
    internal X509Certificate2 Server { get; }

    /// <summary>The path of the server's certificate.</summary>
    internal string Certificate { get; }

    /// <summary>The path of its key.</summary>
    internal string Key { get; }

    internal string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Whether a peer has shown a certificate by this issuer.</summary>
    internal bool Issued(X509Certificate? certificate) => certificate?.Issuer == _issuer.Subject;

    public void Dispose()
    {
        _issuer.Dispose();
        Server.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Make(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        Array.ForEach(names, alternatives.AddDnsName);
        alternatives.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(alternatives.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 bare = request.Create(_issuer, now.AddDays(-1), now.AddDays(29), [1, 2, 3, (byte)names.Length]);
        using X509Certificate2 withKey = bare.CopyWithPrivateKey(key);
        // The key would be gone with its object.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
