using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// JSON as the stock server reads it: the first value counts and what follows it does not, values nest up to 10,000 deep, and what is no
/// Unicode (bytes that are not UTF-8, half of a surrogate pair as <c>\uD800</c>) becomes U+FFFD.
/// </summary>
internal static class LenientJson
{
    private const int MaxDepth = 10_000;

    /// <exception cref="JsonException">The text does not begin with a JSON value.</exception>
    internal static JsonElement FirstValue(byte[] utf8)
    {
        byte[] text = Utf8.IsValid(utf8) ? utf8 : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        ReplaceLoneSurrogates(text);
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }

    // In place: an escape and the one that replaces it have the same length.
    private static void ReplaceLoneSurrogates(Span<byte> text)
    {
        while (text.IndexOf((byte)'\\') is >= 0 and int slash)
        {
            text = text[slash..];
            if (text.Length < 2)
            {
                return;
            }

            char unit = EscapedUnit(text);
            int escape = 2;
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(EscapedUnit(text[6..])))
            {
                escape = 12;
            }
            else if (char.IsSurrogate(unit))
            {
                "FFFD"u8.CopyTo(text[2..]);
            }

            text = text[escape..];
        }
    }

    // What \uXXXX at the beginning of a text stands for; 0 if there is none.
    private static char EscapedUnit(ReadOnlySpan<byte> text)
    {
        Span<byte> code = stackalloc byte[2];
        return text.Length >= 6 && text[0] == '\\' && text[1] == 'u' && Convert.FromHexString(text[2..6], code, out _, out _) == OperationStatus.Done
            ? (char)((code[0] << 8) | code[1])
            : '\0';
    }
}
