using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Harness.Target.Chat;

/// <summary>What a token says of its bearer (RFC 7519 §4.1).</summary>
/// <param name="Sub">The user's id: what others write to, and what lists hold.</param>
/// <param name="Name">The name that is shown.</param>
/// <param name="Exp">When it expires, seconds since 1970; a fraction is allowed (RFC 7519 §2, NumericDate).</param>
internal sealed record ChatClaims(string Sub, string Name, double Exp);

/// <summary>What reading a token found.</summary>
internal enum TokenVerdict
{
    Good,

    /// <summary>Signed as it should be, and past its time.</summary>
    Expired,

    /// <summary>No token, none of ours, or none that this server takes.</summary>
    Invalid,
}

/// <summary>JSON Web Tokens with HMAC SHA-256 (RFC 7515, 7518 §3.2, 7519), and no other algorithm: what the header asks for is never obeyed.</summary>
internal static class ChatToken
{
    private const int MaxLength = 4096;

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Sign(ChatClaims claims, byte[] secret)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, ChatJson.Default.ChatClaims))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <param name="claims">What it says; null where it says nothing that can be read. Not to be believed unless the verdict is good.</param>
    public static TokenVerdict Read(string? token, byte[] secret, DateTimeOffset now, out ChatClaims? claims)
    {
        claims = null;
        if (token is null || token.Length > MaxLength || token.Split('.') is not [var header, var payload, var signature])
        {
            return TokenVerdict.Invalid;
        }

        claims = Parse(payload);
        if (!IsSigned(header, payload, signature, secret) || claims is null)
        {
            return TokenVerdict.Invalid;
        }

        return claims.Exp * 1000 > now.ToUnixTimeMilliseconds() ? TokenVerdict.Good : TokenVerdict.Expired;
    }

    private static bool IsSigned(string header, string payload, string signature, byte[] secret)
    {
        if (Decode(header) is not { } head || !AsksForOurs(head) || Decode(signature) is not { } given)
        {
            return false;
        }

        var own = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes($"{header}.{payload}"));
        return CryptographicOperations.FixedTimeEquals(own, given);
    }

    /// <summary>A header that asks for something else, or for what is not understood (RFC 7515 §4.1.11), is refused whatever its signature.</summary>
    private static bool AsksForOurs(byte[] header)
    {
        try
        {
            using var parsed = JsonDocument.Parse(header);
            return parsed.RootElement.ValueKind == JsonValueKind.Object
                && parsed.RootElement.TryGetProperty("alg", out var alg) && alg.ValueKind == JsonValueKind.String && alg.ValueEquals("HS256"u8)
                && !parsed.RootElement.TryGetProperty("crit", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ChatClaims? Parse(string payload)
    {
        try
        {
            return Decode(payload) is { } bytes ? JsonSerializer.Deserialize(bytes, ChatJson.Default.ChatClaims) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
