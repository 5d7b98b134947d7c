using System.Collections.Immutable;
using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary><c>clients.handshake</c> and <c>clients.tls</c> of a scenario file.</summary>
internal static class HandshakeReader
{
    public static HandshakeSettings Read(ConfigValue? value)
    {
        if (value?.Section() is not { } section)
        {
            return new HandshakeSettings();
        }

        var handshake = new HandshakeSettings
        {
            Headers = ReadFields(section.Find("headers")),
            Cookies = ReadFields(section.Find("cookies")),
            Query = ReadFields(section.Find("query")),
            Subprotocols = [.. (section.Find("subprotocols")?.Items() ?? []).Select(item => item.Text()).OfType<string>()],
            Compression = section.Find("compression")?.Boolean() ?? false,
            Origin = section.Find("origin")?.Text(),
        };
        section.Close();
        return handshake;
    }

    public static TlsSettings? ReadTls(ConfigValue? value)
    {
        if (value?.Section() is not { } section)
        {
            return null;
        }

        var tls = new TlsSettings
        {
            Ca = section.Find("ca")?.File(),
            Certificate = section.Find("certificate")?.File(),
            Key = section.Find("key")?.File(),
            ServerName = section.Find("server_name")?.Text(),
            Insecure = section.Find("insecure")?.Boolean() ?? false,
        };
        section.Close();
        return tls;
    }

    private static ImmutableArray<HandshakeField> ReadFields(ConfigValue? value) => value?.Section() is { } section
        ? [.. section.Each().Select(field => (field.Key, Text: field.Value.Text())).Where(field => field.Text is not null).Select(field => new HandshakeField(field.Key, field.Text!))]
        : [];
}
