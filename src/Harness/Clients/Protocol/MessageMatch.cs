using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Harness.Clients.Protocol;

/// <summary>Tells whether a message is meant by one of some <see cref="MatchSettings"/>.</summary>
internal sealed class MessageMatch
{
    private readonly ImmutableArray<Alternative> _alternatives;

    /// <param name="settings">Validated; none of them fits nothing.</param>
    public MessageMatch(ImmutableArray<MatchSettings> settings) => _alternatives =
    [
        .. settings.Select(each => new Alternative(
            each.Text is { } text ? Encoding.UTF8.GetBytes(text) : null,
            each.Pattern is { } pattern ? SafePattern.Parse(pattern, group: null) : null,
            [.. each.Json.Select(condition => new Condition(JsonPath.Parse(condition.Path), condition.Value is { } value ? Encoding.UTF8.GetBytes(value) : null))])),
    ];

    /// <summary>Whether it fits nothing, because nothing is asked for.</summary>
    public bool IsEmpty => _alternatives.IsEmpty;

    public bool Fits(ReadOnlySpan<byte> message)
    {
        foreach (Alternative alternative in _alternatives)
        {
            if (alternative.Text is { } text ? message.SequenceEqual(text)
                : alternative.Pattern is { } pattern ? pattern.IsMatch(message)
                : FitsAll(alternative.Json, message))
            {
                return true;
            }
        }

        return false;
    }

    private static bool FitsAll(ImmutableArray<Condition> conditions, ReadOnlySpan<byte> message)
    {
        foreach (Condition condition in conditions)
        {
            if (!condition.Path.TryFind(message, out Utf8JsonReader value) || (condition.Value is { } wanted && !Equals(ref value, wanted)))
            {
                return false;
            }
        }

        return !conditions.IsEmpty;
    }

    private static bool Equals(ref Utf8JsonReader value, byte[] wanted)
    {
        if (value.TokenType == JsonTokenType.String)
        {
            return JsonText.IsText(ref value, wanted);
        }

        return value.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && value.ValueSpan.SequenceEqual(wanted);
    }

    private sealed record Alternative(byte[]? Text, SafePattern? Pattern, ImmutableArray<Condition> Json);

    private readonly record struct Condition(JsonPath Path, byte[]? Value);
}
