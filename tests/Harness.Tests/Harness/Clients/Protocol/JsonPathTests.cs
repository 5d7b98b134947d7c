using System.Text;
using System.Text.Json;
using Harness.Clients.Protocol;

namespace Harness.Tests.Clients.Protocol;

public sealed class JsonPathTests
{
    private const string Message = """ {"op":"msg","d":{"ch":"news-3","seq":17,"list":[[1],{"x-y":true,"it's":null}],"ö":"\u00e4"},"":0} """;

    [Theory]
    [InlineData("$.op", "msg")]
    [InlineData("$.d.seq", "17")]
    [InlineData("$['d'][\"ch\"]", "news-3")]
    [InlineData("$.d.list[0][0]", "1")]
    [InlineData("$.d.list[1]['x-y']", "true")]
    [InlineData("$.d.list[1]['it\\'s']", "null")]
    [InlineData("$.d.ö", "ä")]
    [InlineData("$['']", "0")]
    public void It_finds_the_value(string path, string expected)
    {
        Assert.True(JsonPath.Parse(path).TryFind(Encoding.UTF8.GetBytes(Message), out Utf8JsonReader value));
        Span<byte> room = stackalloc byte[JsonText.LongestValue];
        Assert.True(JsonText.TryCopy(ref value, room, out int length));
        Assert.Equal(expected, Encoding.UTF8.GetString(room[..length]));
    }

    [Theory]
    [InlineData("$.nothing")]
    [InlineData("$.op.deeper")]
    [InlineData("$[0]")]
    [InlineData("$.d.list[2]")]
    [InlineData("$.d.seq[0]")]
    public void What_is_not_there_is_not_found(string path) => Assert.False(JsonPath.Parse(path).TryFind(Encoding.UTF8.GetBytes(Message), out _));

    [Theory]
    [InlineData("")]
    [InlineData("pong")]
    [InlineData("{")]
    [InlineData("{\"d\":")]
    [InlineData("{\"d\":{\"seq\":}}")]
    [InlineData("\"d\"")]
    public void A_message_that_is_no_whole_JSON_has_nothing(string message) => Assert.False(JsonPath.Parse("$.d.seq").TryFind(Encoding.UTF8.GetBytes(message), out _));

    [Fact]
    public void Objects_and_very_long_texts_are_no_values()
    {
        Span<byte> room = stackalloc byte[JsonText.LongestValue];
        Assert.True(JsonPath.Parse("$.d").TryFind(Encoding.UTF8.GetBytes(Message), out Utf8JsonReader value));
        Assert.False(JsonText.TryCopy(ref value, room, out _));
        Assert.True(JsonPath.Parse("$.d").TryFind(Encoding.UTF8.GetBytes($$"""{"d":"{{new string('x', 257)}}"}"""), out value));
        Assert.False(JsonText.TryCopy(ref value, room, out _));
    }

    [Theory]
    [InlineData("d.seq", "must be a JSON path such as $.data.seq, but does not begin with $: \"d.seq\"")]
    [InlineData("$..seq", "must be a JSON path such as $.data.seq or $['data'][0], but descendants are not supported, at position 3 in \"$..seq\"")]
    [InlineData("$.d.*", "must be a JSON path such as $.data.seq or $['data'][0], but wildcards are not supported, at position 5 in \"$.d.*\"")]
    [InlineData("$[*]", "must be a JSON path such as $.data.seq or $['data'][0], but wildcards are not supported, at position 3 in \"$[*]\"")]
    [InlineData("$[?@.a]", "must be a JSON path such as $.data.seq or $['data'][0], but filters are not supported, at position 3 in \"$[?@.a]\"")]
    [InlineData("$[0:2]", "must be a JSON path such as $.data.seq or $['data'][0], but slices are not supported, at position 4 in \"$[0:2]\"")]
    [InlineData("$[-1]", "must be a JSON path such as $.data.seq or $['data'][0], but indices from the end are not supported, at position 3 in \"$[-1]\"")]
    [InlineData("$['a','b']", "must be a JSON path such as $.data.seq or $['data'][0], but several selectors are not supported, at position 6 in \"$['a','b']\"")]
    [InlineData("$.x-y", "must be a JSON path such as $.data.seq or $['data'][0], but has '-' at position 4: such a name is written ['x-y'], in \"$.x-y\"")]
    [InlineData("$['a", "must be a JSON path such as $.data.seq or $['data'][0], but the quote at position 3 is not closed in \"$['a\"")]
    [InlineData("$.", "must be a JSON path such as $.data.seq or $['data'][0], but it ends where a name, such as .seq; other names are written ['x-y'] is expected in \"$.\"")]
    [InlineData("$[01]", "must be a JSON path such as $.data.seq or $['data'][0], but has '0' at position 3, where an index from 0, such as [2], or a name in quotes is expected in \"$[01]\"")]
    public void What_is_none_is_refused_with_its_position(string text, string message)
    {
        Assert.False(JsonPath.TryParse(text, out _, out string? error));
        Assert.Equal(message, error);
    }
}
