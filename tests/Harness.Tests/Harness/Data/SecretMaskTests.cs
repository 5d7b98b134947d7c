using System.Net;
using System.Text;
using System.Text.Json;
using Harness.Data;

namespace Harness.Tests.Data;

public sealed class SecretMaskTests
{
    private const string Secret = "S3cr\"t/t&ken+<ä> zz";

    private static readonly SecretMask _mask = new([Secret, "other-secret-99"]);

    public static TheoryData<string> Forms =>
    [
        Secret, Uri.EscapeDataString(Secret), WebUtility.UrlEncode(Secret), JsonSerializer.Serialize(Secret)[1..^1], WebUtility.HtmlEncode(Secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), "S3cr\"t/t&ken+<..> zz", "other-secret-99",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void It_is_masked_in_whatever_form_it_is_quoted(string form)
    {
        Assert.Equal("token *** and ***.", _mask.Apply($"token {form} and {form}."));
        Assert.True(_mask.Finds($"token {form}"));
    }

    [Theory]
    [InlineData("body: S3cr", "body: ***")]
    [InlineData("body: S3cr\"t/t&ke", "body: ***")]
    [InlineData("body: S3cr\"t/t&k… is wrong", "body: ***… is wrong")]
    [InlineData("first other-secr, then", "first ***, then")]
    public void What_is_cut_off_is_found_by_its_beginning(string text, string masked) => Assert.Equal(masked, _mask.Apply(text));

    [Theory]
    [InlineData("")]
    [InlineData("other things are shown")]
    [InlineData("nothing S3c here")]
    public void Everything_else_is_left_alone(string text)
    {
        Assert.Same(text, _mask.Apply(text));
        Assert.False(_mask.Finds(text));
    }

    [Fact]
    public void Secrets_that_overlap_are_masked_together() =>
        Assert.Equal("a *** b", new SecretMask(["abcdef", "defghi", "abcdefghi"]).Apply("a abcdefghi b"));

    [Fact]
    public void What_is_not_set_or_too_short_masks_nothing() =>
        Assert.Equal("a b abc", SecretMask.OfVariables(["HARNESS_NO_SUCH_VARIABLE"]).Apply(new SecretMask(["a", "abc"]).Apply("a b abc")));
}
