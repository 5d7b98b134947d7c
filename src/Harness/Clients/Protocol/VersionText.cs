using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Harness.Clients.Protocol;

/// <summary>
/// Versions as servers write them: whole numbers, also in quotes and as an entity tag (RFC 9110 §8.8.3); numbers with some digits after the point, as
/// seconds since 1970 are; instants as ISO 8601 with a zone or as an HTTP date, which become microseconds since 1970. What has no order, such as a hash, is none.
/// </summary>
internal static class VersionText
{
    /// <summary>The longest fraction that still fits a count of microseconds.</summary>
    public const int MostDecimals = 6;

    /// <summary>Reads a version.</summary>
    /// <param name="decimals">Digits after the point that it may have; the version is multiplied by ten to that power.</param>
    /// <returns>False if it is none: opaque, negative, too large or too fine.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, int decimals, out long version)
    {
        text = Unquoted(text.Trim(" \t"u8));
        if (TryNumber(text, decimals, out version))
        {
            return version >= 0;
        }

        return text.Length is >= 16 and <= 40 && TryInstant(text, out version);
    }

    /// <summary>Without the quotes and the <c>W/</c> of an entity tag.</summary>
    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith("W/\""u8) ? text[2..] : text;
        return text is [(byte)'"', .., (byte)'"'] ? text[1..^1] : text;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, int decimals, out long version)
    {
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : text[(point + 1)..];
        if (!Utf8Parser.TryParse(whole, out version, out int used) || used != whole.Length || fraction.Length > decimals || (point >= 0 && fraction.IsEmpty))
        {
            version = 0;
            return false;
        }

        for (int i = 0; i < decimals; i++)
        {
            int digit = i < fraction.Length ? fraction[i] - '0' : 0;
            if (digit is < 0 or > 9 || version > (long.MaxValue - 9) / 10)
            {
                version = 0;
                return false;
            }

            version = (version * 10) + digit;
        }

        return true;
    }

    private static bool TryInstant(ReadOnlySpan<byte> text, out long version)
    {
        version = 0;
        Span<char> chars = stackalloc char[text.Length];
        if (!Ascii.IsValid(text))
        {
            return false;
        }

        Encoding.ASCII.GetChars(text, chars);
        // An instant without a zone would be another one on another machine.
        bool isDate = (chars[^1] is 'Z' or 'z' || chars[^6] is '+' or '-') && chars[4] == '-'
            ? DateTimeOffset.TryParse(chars, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant)
            : DateTimeOffset.TryParseExact(chars, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
        version = isDate ? (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : 0;
        return isDate && version > 0;
    }
}
