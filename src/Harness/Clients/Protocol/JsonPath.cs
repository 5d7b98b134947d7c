using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Harness.Clients.Protocol;

/// <summary>
/// One value's place in a JSON text: the part of RFC 9535 that names at most one. <c>$</c> is the whole, <c>.name</c> and <c>['name']</c> a member,
/// <c>[2]</c> an element. Looking a value up reads the text once, as far as the value, and allocates nothing.
/// </summary>
public sealed class JsonPath
{
    private const int Longest = 1000;

    private readonly ImmutableArray<Step> _steps;
    private readonly string _text;

    private JsonPath(string text, ImmutableArray<Step> steps) => (_text, _steps) = (text, steps);

    /// <summary>Reads a path.</summary>
    /// <param name="error">What is wrong, to be read after the place where the text stands.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, [NotNullWhen(false)] out string? error)
    {
        path = null;
        if (text.Length > Longest)
        {
            error = $"must be a JSON path of at most {Longest} characters, but has {text.Length}";
            return false;
        }

        if (!text.StartsWith('$'))
        {
            error = $"must be a JSON path such as $.data.seq, but does not begin with $: \"{text}\"";
            return false;
        }

        var steps = ImmutableArray.CreateBuilder<Step>();
        int at = 1;
        while (at < text.Length)
        {
            if (ReadStep(text, ref at, out Step step) is { } wrong)
            {
                error = $"must be a JSON path such as $.data.seq or $['data'][0], but {wrong} in \"{text}\"";
                return false;
            }

            steps.Add(step);
        }

        path = new JsonPath(text, steps.ToImmutable());
        error = null;
        return true;
    }

    /// <summary>Reads a path that a validator has let pass.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static JsonPath Parse(string text) => TryParse(text, out JsonPath? path, out string? error) ? path : throw new FormatException(error);

    /// <summary>Looks the value up.</summary>
    /// <param name="json">The text; malformed text has no values from where it is malformed.</param>
    /// <param name="value">Stands on the value's first token.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(ReadOnlySpan<byte> json, out Utf8JsonReader value)
    {
        value = new Utf8JsonReader(json);
        if (!JsonText.MayBeJson(json))
        {
            return false;
        }

        try
        {
            if (!value.Read())
            {
                return false;
            }

            foreach (Step step in _steps)
            {
                if (!(step.Name is { } name ? Enter(ref value, name) : Enter(ref value, step.Index)))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public override string ToString() => _text;

    /// <summary>From an object's start to the value of its member.</summary>
    private static bool Enter(ref Utf8JsonReader reader, byte[] name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = JsonText.IsText(ref reader, name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>From an array's start to one of its elements.</summary>
    private static bool Enter(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <returns>What is wrong; null: nothing.</returns>
    private static string? ReadStep(string text, ref int at, out Step step)
    {
        step = default;
        int begin = at;
        if (text[at] == '.')
        {
            at++;
            while (at < text.Length && (char.IsLetter(text[at]) || text[at] is '_' or >= '\u0080' || (at > begin + 1 && char.IsAsciiDigit(text[at]))))
            {
                at++;
            }

            step = new Step(Encoding.UTF8.GetBytes(text[(begin + 1)..at]), 0);
            return at > begin + 1 ? null : Unsupported(text, at, "a name, such as .seq; other names are written ['x-y']");
        }

        if (text[at] != '[')
        {
            return text[at] == '-' ? $"has '-' at position {at + 1}: such a name is written ['x-y']," : Unsupported(text, at, ". or [");
        }

        at++;
        if (at < text.Length && text[at] is '\'' or '"')
        {
            return ReadQuoted(text, ref at, out step);
        }

        int digits = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at == digits || (text[digits] == '0' && at > digits + 1) || !int.TryParse(text.AsSpan(digits, at - digits), out int index))
        {
            return Unsupported(text, digits, "an index from 0, such as [2], or a name in quotes");
        }

        step = new Step(null, index);
        return End(text, ref at);
    }

    private static string? ReadQuoted(string text, ref int at, out Step step)
    {
        char quote = text[at];
        int begin = at++;
        var name = new StringBuilder();
        step = default;
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\')
            {
                // Of the escapes only those of the quote and of itself: every other character can be written as it is.
                if (at + 1 == text.Length || (text[at + 1] != quote && text[at + 1] != '\\'))
                {
                    return $"has an escape that is not {quote} or \\ at position {at + 1}";
                }

                at++;
            }

            name.Append(text[at++]);
        }

        if (at == text.Length)
        {
            return $"the quote at position {begin + 1} is not closed";
        }

        at++;
        step = new Step(Encoding.UTF8.GetBytes(name.ToString()), 0);
        return End(text, ref at);
    }

    private static string? End(string text, ref int at) =>
        at < text.Length && text[at] == ']' && ++at > 0 ? null : Unsupported(text, at, "]");

    private static string Unsupported(string text, int at, string wanted)
    {
        string? what = at >= text.Length ? null : text[at] switch
        {
            '*' => "wildcards",
            '?' => "filters",
            ':' => "slices",
            ',' => "several selectors",
            '-' => "indices from the end",
            '.' => "descendants",
            _ => null,
        };
        return what is not null ? $"{what} are not supported, at position {at + 1}"
            : at >= text.Length ? $"it ends where {wanted} is expected"
            : $"has '{text[at]}' at position {at + 1}, where {wanted} is expected";
    }

    /// <param name="Name">The member's, in UTF-8; null: an element.</param>
    private readonly record struct Step(byte[]? Name, int Index);
}
