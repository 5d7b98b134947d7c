using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Harness.Data;

/// <summary>
/// Takes the values of secrets out of whatever is shown: as they are, and as they look in a URL, in JSON, in XML and HTML, in a cookie, in base64
/// and in a quotation of bytes. A value that is cut off is found by its beginning.
/// </summary>
public sealed class SecretMask
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>Of a secret that is at least half as long again, so many characters are masked wherever they stand: a quotation may break off.</summary>
    private const int TellingPrefix = 8;

    private readonly ImmutableArray<string> _secrets;

    /// <param name="values">The secrets; shorter ones than <see cref="EnvironmentVariables.ShortestValue"/> are left out.</param>
    public SecretMask(IEnumerable<string> values) =>
        _secrets = [.. values.SelectMany(Forms).Where(form => form.Length >= EnvironmentVariables.ShortestValue).Distinct(StringComparer.Ordinal)];

    /// <summary>Masks nothing.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>The values of environment variables; those that are not set are left out.</summary>
    public static SecretMask OfVariables(IEnumerable<string> names) => new(names.Select(Environment.GetEnvironmentVariable).OfType<string>());

    /// <summary>Whether something in a text would be masked.</summary>
    public bool Finds(string text) => Ranges(text).Count > 0;

    /// <summary>The text with every secret masked.</summary>
    public string Apply(string text)
    {
        List<(int Begin, int End)> ranges = Ranges(text);
        if (ranges.Count == 0)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        int done = 0;
        foreach ((int begin, int end) in ranges.Order())
        {
            if (begin >= done)
            {
                masked.Append(text, done, begin - done).Append(Mask);
            }

            done = Math.Max(done, end);
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }

    private List<(int Begin, int End)> Ranges(string text)
    {
        var ranges = new List<(int, int)>();
        foreach (string secret in _secrets)
        {
            string beginning = secret[..EnvironmentVariables.ShortestValue];
            for (int at = text.IndexOf(beginning, StringComparison.Ordinal); at >= 0; at = text.IndexOf(beginning, at + 1, StringComparison.Ordinal))
            {
                int common = text.AsSpan(at).CommonPrefixLength(secret);
                bool isCutOff = at + common == text.Length || (common >= TellingPrefix && secret.Length >= TellingPrefix * 3 / 2);
                if (common == secret.Length || isCutOff)
                {
                    ranges.Add((at, at + common));
                }
            }
        }

        return ranges;
    }

    /// <summary>How a value may look where it is quoted.</summary>
    private static IEnumerable<string> Forms(string value) =>
    [
        value,
        Uri.EscapeDataString(value),
        WebUtility.UrlEncode(value),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        JavaScriptEncoder.Default.Encode(value),
        WebUtility.HtmlEncode(value),
        HtmlEncoder.Default.Encode(value),
        Escaping.Escape(value, Place.Header),
        Escaping.Escape(value, Place.Cookie),
        Escaping.Escape(value, Place.Token),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(value)),
        Printable(value),
    ];

    /// <summary>As a quotation of bytes shows it: one dot for each that is not printable ASCII.</summary>
    private static string Printable(string value) => string.Concat(Encoding.UTF8.GetBytes(value).Select(octet => octet is >= 0x20 and < 0x7F ? (char)octet : '.'));
}
