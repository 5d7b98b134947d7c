using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Harness.Target.Chat;

/// <summary>How the chat room signs and reads its tokens.</summary>
/// <param name="Secret">The key of HMAC SHA-256; at least 32 bytes (RFC 7518 §3.2).</param>
/// <param name="Lifetime">How long a token of POST /login is good for, at most.</param>
internal sealed record ChatSettings(ImmutableArray<byte> Secret, TimeSpan Lifetime)
{
    public const int MinSecret = 32;

    /// <summary>Nobody else's tokens are good here until a secret is given.</summary>
    public static ChatSettings Of(TargetOptions options) =>
        new(options.ChatSecret.IsDefaultOrEmpty ? [.. RandomNumberGenerator.GetBytes(MinSecret)] : options.ChatSecret, options.TokenLifetime);
}
