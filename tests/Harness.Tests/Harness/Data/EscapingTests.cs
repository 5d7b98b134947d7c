using System.Text.Json;
using Harness.Data;

namespace Harness.Tests.Data;

/// <summary>A value never ends the string, line or parameter that it stands in, whatever it holds.</summary>
public sealed class EscapingTests
{
    private static readonly DataSource _source = new(new DataSettings(), 1, cohorts: 10, TimeProvider.System);

    public static TheoryData<string> Hostile =>
    [
        "plain", "", "\"", "\\", "\\\"", "a\"},{\"b\":\"", "line\r\nX-Evil: 1", "\0\u0001\u001f\u007f\u0085", "; Path=/", "a=b&c=d#e?f/../g%00", "héllo wörld", "日本語", "😀",
        "\ud800", "</script>", "${id}", "{{id}}", "null", "12", "-", "{\"a\":", "[1,2]", "\u2028\u2029", " spaced ", ",", "'", "``",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void In_a_string_of_JSON(string value)
    {
        string filled = Fill("""{"text":"a ${x} b","n":1}""", TextForm.Message, value);

        using JsonDocument document = JsonDocument.Parse(filled);
        Assert.Equal(["text", "n"], document.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal($"a {Whole(value)} b", document.RootElement.GetProperty("text").GetString());
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void As_a_value_of_JSON(string value)
    {
        string filled = Fill("""42["send",{"value":${x}}]""", TextForm.Message, value);

        using JsonDocument document = JsonDocument.Parse(filled[2..]);
        JsonElement found = document.RootElement[1].GetProperty("value");
        Assert.Equal(value is "null" or "12" or "[1,2]" ? value : JsonSerializer.Serialize(Whole(value)), found.ValueKind == JsonValueKind.String ? JsonSerializer.Serialize(found.GetString()) : found.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void As_a_key_of_JSON(string value)
    {
        using JsonDocument document = JsonDocument.Parse(Fill("""{"${x}":[]}""", TextForm.Message, value));
        Assert.Equal(Whole(value), Assert.Single(document.RootElement.EnumerateObject()).Name);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void In_a_URL(string value)
    {
        string filled = Fill("/topics/${x}?a=${x}&b=1", TextForm.Url, value);

        var url = new Uri($"http://host{filled}");
        Assert.All(filled, c => Assert.True(char.IsAsciiLetterOrDigit(c) || "/?&=-._~%".Contains(c, StringComparison.Ordinal), $"{c}"));
        Assert.Equal(2, filled.Count(c => c is '?' or '&'));
        Assert.Equal($"a={Whole(value)}&b=1", Uri.UnescapeDataString(url.Query[1..]));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void In_a_header(string value)
    {
        string filled = Fill("Bearer ${x}", TextForm.Header, value);

        Assert.DoesNotContain(filled, char.IsControl);
        Assert.Equal("Bearer ".Length + value.Length, filled.Length);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void In_a_cookie(string value)
    {
        string filled = Fill("${x}", TextForm.Cookie, value);

        Assert.DoesNotContain(filled, c => c is <= ' ' or ';' or ',' or '"' or '\\' or > '~');
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void In_a_subprotocol(string value) =>
        Assert.All(Fill("token.${x}", TextForm.Token, value), c => Assert.True(char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal), $"{c}"));

    [Theory]
    [InlineData("""say "${x}" loud""", "a\"b", "say \"a\"b\" loud")]
    [InlineData("""[info] {"a":"${x}"}""", "a\"b", """[info] {"a":"a\"b"}""")]
    [InlineData("""{"a":"\\${x}\""}""", "\"", """{"a":"\\\"\""}""")]
    [InlineData("""{"a":${x}""", "\"", "{\"a\":\"")]
    public void Only_what_is_JSON_is_escaped_as_such(string text, string value, string filled) => Assert.Equal(filled, Fill(text, TextForm.Message, value));

    private static string Fill(string text, TextForm form, string value) => Template.Compile(text, form, _source.Names.With("x")).Fill(_source.For(0), 0, value);

    /// <summary>Half of a surrogate pair has no UTF-8.</summary>
    private static string Whole(string value) => value.Replace('\ud800', '\ufffd');
}
