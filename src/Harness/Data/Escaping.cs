using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Harness.Data;

/// <summary>How one value goes into the text around it.</summary>
internal enum Place : byte
{
    Plain,

    /// <summary>Between the quotes of a JSON string.</summary>
    JsonString,

    /// <summary>Where JSON expects a value.</summary>
    JsonValue,
    Url,
    Header,
    Cookie,
    Token,
}

/// <summary>Values made fit for their place, whatever they hold: a value never ends the string, line or parameter that it stands in.</summary>
internal static class Escaping
{
    private static readonly SearchValues<char> _inCookies = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c is not ('"' or ',' or ';' or '\\'))]);

    private static readonly SearchValues<char> _inTokens = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static string Escape(string value, Place place) => place switch
    {
        Place.JsonString => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        Place.JsonValue => IsJson(value) ? value : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"",
        Place.Url => Uri.EscapeDataString(value),
        Place.Header => OneLine(value),
        Place.Cookie => PercentEncodeAllBut(_inCookies, value),
        Place.Token => PercentEncodeAllBut(_inTokens, value),
        _ => value,
    };

    private static string OneLine(string value) => value.Any(char.IsControl) ? string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)) : value;

    private static string PercentEncodeAllBut(SearchValues<char> allowed, string value)
    {
        if (!value.AsSpan().ContainsAnyExcept(allowed))
        {
            return value;
        }

        var text = new StringBuilder(value.Length + 8);
        foreach (byte octet in Encoding.UTF8.GetBytes(value))
        {
            if (allowed.Contains((char)octet))
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return text.ToString();
    }

    private static bool IsJson(string value)
    {
        if (value.Length == 0 || !(char.IsAsciiDigit(value[0]) || value[0] is '-' or '{' or '[' or '"' or 't' or 'f' or 'n'))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value));
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
