using System.Text.Json;

namespace Harness.Clients.Protocol;

/// <summary>JSON values as the text that they are compared by.</summary>
internal static class JsonText
{
    /// <summary>Names, versions and values that are compared are no longer than this, in bytes; longer ones are none.</summary>
    public const int LongestValue = 256;

    /// <summary>
    /// Whether this is what the readers of <c>System.Text.Json</c> throw at a text that they cannot read: <see cref="JsonException"/> where it is no JSON,
    /// <see cref="InvalidOperationException"/> where an escape in it is half a surrogate pair, which is JSON and no text.
    /// </summary>
    public static bool IsUnreadable(Exception e) => e is JsonException or InvalidOperationException;

    /// <summary>Whether a value is that text; false also for one that is no text.</summary>
    /// <param name="value">Stands on a string or on a member's name.</param>
    public static bool IsText(ref Utf8JsonReader value, ReadOnlySpan<byte> text)
    {
        if (!value.ValueIsEscaped)
        {
            return value.ValueSpan.SequenceEqual(text);
        }

        try
        {
            return value.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether a text can be JSON that has values within: plain texts are told apart without an exception.</summary>
    public static bool MayBeJson(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text.TrimStart(" \t\r\n"u8);
        return rest.Length > 0 && rest[0] is (byte)'{' or (byte)'[';
    }

    /// <summary>The text of a value: a string without its quotes and escapes, anything else as written. Objects and arrays have none.</summary>
    /// <param name="value">Stands on it.</param>
    /// <param name="room">At least <see cref="LongestValue"/> long.</param>
    /// <param name="length">How much of the room is used.</param>
    public static bool TryCopy(ref Utf8JsonReader value, scoped Span<byte> room, out int length)
    {
        length = 0;
        if (value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || value.ValueSpan.Length > LongestValue)
        {
            return false;
        }

        if (value is { TokenType: JsonTokenType.String, ValueIsEscaped: true })
        {
            try
            {
                length = value.CopyString(room);
                return true;
            }
            catch (InvalidOperationException)
            {
                // An escape of half a surrogate pair is no text.
                return false;
            }
        }

        value.ValueSpan.CopyTo(room);
        length = value.ValueSpan.Length;
        return true;
    }
}
