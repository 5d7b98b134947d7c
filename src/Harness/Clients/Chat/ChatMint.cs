using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Harness.Clients.Chat;

/// <summary>
/// Signs the tokens of clients, in place of a login service that shares the target's secret: JSON Web Tokens with HMAC SHA-256 (RFC 7519, RFC 7518 §3.2). Bad ones are made here as well.
/// </summary>
public static class ChatMint
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    /// <param name="client">Whose it is.</param>
    /// <param name="name">The name that is shown.</param>
    /// <param name="expires">When it expires, to the millisecond.</param>
    /// <param name="secret">The run's.</param>
    public static string Sign(int client, string name, DateTimeOffset expires, ReadOnlySpan<byte> secret) => Sign(Header, client, name, expires, secret);

    /// <summary>One that no server must take: in turn signed with another secret, altered after it was signed, and not signed at all (<c>alg</c> none).</summary>
    public static string Forge(int client, string name, DateTimeOffset expires, ReadOnlySpan<byte> secret)
    {
        switch (client % 3)
        {
            case 0:
                byte[] other = SHA256.HashData(secret);
                return Sign(client, name, expires, other);
            case 1:
                // The signature of another client's token under this one's claims.
                string mine = Sign(client, name, expires, secret);
                string theirs = Sign(client + 1, name, expires, secret);
                return mine[..mine.LastIndexOf('.')] + theirs[theirs.LastIndexOf('.')..];
            default:
                string unsigned = Sign("""{"alg":"none","typ":"JWT"}""", client, name, expires, secret);
                return unsigned[..(unsigned.LastIndexOf('.') + 1)];
        }
    }

    private static string Sign(string header, int client, string name, DateTimeOffset expires, ReadOnlySpan<byte> secret)
    {
        string exp = (expires.ToUnixTimeMilliseconds() / 1000m).ToString(CultureInfo.InvariantCulture);
        string claims = $$"""{"sub":"{{TargetProtocol.ClientId(client)}}","name":{{JsonSerializer.Serialize(name)}},"exp":{{exp}}}""";
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }
}
