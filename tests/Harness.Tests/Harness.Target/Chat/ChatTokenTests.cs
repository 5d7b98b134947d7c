using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Harness.Clients.Chat;
using Harness.Target.Chat;

namespace Harness.Tests.Target.Chat;

/// <summary>Tokens that the harness's own mint signs are read by the server's reader, written without it; whatever is altered is refused.</summary>
public sealed class ChatTokenTests
{
    private static readonly byte[] _secret = SHA256.HashData("the run's"u8);
    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1_800_000_000.25);

    private static string Good => ChatMint.Sign(17, "Zoë \"Z\" O'Hara", _now.AddSeconds(1), _secret);

    [Fact]
    public void A_token_of_the_mint_is_good_and_says_who_it_is_for()
    {
        Assert.Equal(TokenVerdict.Good, ChatToken.Read(Good, _secret, _now, out ChatClaims? claims));
        Assert.Equal(new ChatClaims("c17", "Zoë \"Z\" O'Hara", 1_800_000_001.25), claims);
        Assert.Equal(TokenVerdict.Good, ChatToken.Read(ChatToken.Sign(claims!, _secret), _secret, _now, out ChatClaims? again));
        Assert.Equal(claims, again);
    }

    [Theory]
    [InlineData(0.999, TokenVerdict.Good)]
    [InlineData(1, TokenVerdict.Expired)]
    [InlineData(3600, TokenVerdict.Expired)]
    public void It_expires_to_the_millisecond(double later, object verdict) =>
        Assert.Equal(verdict, ChatToken.Read(Good, _secret, _now.AddSeconds(later), out _));

    /// <summary>The example of RFC 7515, appendix A.1, whose key, payload and signature are known; its header asks for HS256, and its claims are none of ours.</summary>
    [Fact]
    public void The_signature_is_that_of_the_RFC()
    {
        byte[] key = Base64Url.DecodeFromChars("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
        const string Signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        Assert.Equal("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(Signed))));
        Assert.Equal(TokenVerdict.Invalid, ChatToken.Read(Signed + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", key, _now, out _));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":"HS384"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("""[]""")]
    [InlineData("""nothing""")]
    public void A_header_that_asks_for_anything_else_is_refused_however_it_is_signed(string header)
    {
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Good.Split('.')[1]}";
        string token = $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(signed)))}";
        Assert.Equal(TokenVerdict.Invalid, ChatToken.Read(token, _secret, _now, out _));
    }

    [Fact]
    public void Every_character_counts()
    {
        string token = Good;
        for (int i = 0; i < token.Length; i++)
        {
            // The last one of a part may hold bits that are nobody's.
            if (token[i] != '.' && (i + 1 < token.Length && token[i + 1] != '.'))
            {
                string altered = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
                Assert.True(ChatToken.Read(altered, _secret, _now, out _) == TokenVerdict.Invalid, $"altered at {i}: {altered}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_kind_of_forgery_is_refused(int client)
    {
        string forged = ChatMint.Forge(client, "name", _now.AddHours(1), _secret);
        Assert.Equal(TokenVerdict.Invalid, ChatToken.Read(forged, _secret, _now, out ChatClaims? claims));
        Assert.Equal($"c{client}", claims!.Sub);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a.b.c")]
    [InlineData("*.*.*")]
    public void What_is_no_token_is_refused(string? token) => Assert.Equal(TokenVerdict.Invalid, ChatToken.Read(token, _secret, _now, out _));
}
