using System.Globalization;
using System.Text.RegularExpressions;

namespace Harness.Scenarios.Files.Schema;

/// <summary>What the column <c>range</c> says, as far as a schema can say it too: from, to, and whether 0 is excluded.</summary>
internal readonly partial record struct KeyRange(double? Least, double? Most, bool IsPositive)
{
    /// <summary>Reads such as <c>1 to 1,000,000</c>, <c>at least 1</c>, <c>0 % to 100 %</c>, <c>more than 0</c>; anything else is no range.</summary>
    public static KeyRange Read(string text)
    {
        string first = Thousands().Replace(text, "").Split(';', ',')[0].Trim();
        string plain = Thousands().Replace(text, "");
        if (FromTo().Match(plain) is { Success: true } both)
        {
            double unit = both.Groups[2].Length > 0 ? 100 : 1;
            return new KeyRange(Number(both.Groups[1].Value) / unit, Number(both.Groups[3].Value) is var most && both.Groups[3].Length > 0 ? most / unit : null, false);
        }

        if (first.StartsWith("more than 0", StringComparison.Ordinal))
        {
            return new KeyRange(null, text.Contains("at most 100 %", StringComparison.Ordinal) ? 1 : null, true);
        }

        return AtLeast().Match(first) is { Success: true } least ? new KeyRange(Number(least.Groups[1].Value), null, false) : default;
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : 0;

    [GeneratedRegex(@"(?<=\d),(?=\d{3})")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^(\d+)( %)? to (\d*)")]
    private static partial Regex FromTo();

    [GeneratedRegex(@"^at least (\d+)$")]
    private static partial Regex AtLeast();
}
