using System.Collections.Immutable;
using System.Globalization;

namespace Harness.Reporting;

/// <summary>Numbers as every report shows them: thousands separators, about three digits, the unit behind a space.</summary>
public static class Format
{
    /// <summary>A null in a distribution: it did not happen.</summary>
    public const string Never = "never";

    /// <summary>There is nothing to show.</summary>
    public const string None = "–";

    /// <summary><c>2,000</c>, or a dash where there is no number.</summary>
    public static string Count(long? value) => value is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : None;

    /// <summary><c>3</c>, <c>3.25</c>; never for null and ∞.</summary>
    public static string Number(double? value) => value is { } number && double.IsFinite(number)
        ? number.ToString("#,0.##", CultureInfo.InvariantCulture)
        : Never;

    /// <summary>A duration: <c>420 µs</c>, <c>42.1 ms</c>, <c>1.2 s</c>, <c>2 min 05 s</c>, <c>1 h 02 min</c>; never for null and ∞.</summary>
    public static string Seconds(double? value)
    {
        if (value is not { } seconds || !double.IsFinite(seconds))
        {
            return Never;
        }

        return seconds < 0 ? "−" + Positive(-seconds) : Positive(seconds);
    }

    /// <summary>An instant on a time line, to the millisecond: <c>12.345 s</c>.</summary>
    public static string At(double seconds) => seconds.ToString("#,0.000", CultureInfo.InvariantCulture) + " s";

    /// <summary>A share of 0 to 1: <c>0.4 %</c>.</summary>
    public static string Share(double share) => double.IsFinite(share)
        ? (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %"
        : None;

    /// <summary>Binary units: <c>82 MiB</c>, <c>7.7 GiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (Math.Abs(value) >= 1023.5 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 99.95 ? "0" : "0.#", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>Runs of numbers folded: <c>0–2, 7</c>; none for an empty list.</summary>
    public static string Ranges(ImmutableArray<int> numbers)
    {
        List<string> parts = [];
        int[] sorted = [.. numbers.Distinct().Order()];
        for (int i = 0; i < sorted.Length;)
        {
            int end = i;
            while (end + 1 < sorted.Length && sorted[end + 1] == sorted[end] + 1)
            {
                end++;
            }

            parts.Add(end == i ? $"{sorted[i]}" : $"{sorted[i]}–{sorted[end]}");
            i = end + 1;
        }

        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }

    /// <summary><c>2026-03-01 14:05:09 +01:00</c>, with the offset that the run was started in.</summary>
    public static string Instant(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary><c>1 client</c>, <c>2,000 clients</c>.</summary>
    public static string Plural(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>The limits stand half a last digit below the unit's end, so that nothing rounds to <c>1000 ms</c>.</summary>
    private static string Positive(double seconds) => seconds switch
    {
        0 => "0 s",
        < 0.0009995 => Digits(seconds * 1e6) + " µs",
        < 0.9995 => Digits(seconds * 1e3) + " ms",
        < 9.995 => seconds.ToString("0.##", CultureInfo.InvariantCulture) + " s",
        < 119.95 => seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s",
        < 3599.5 => $"{(int)(Math.Round(seconds) / 60)} min {(int)(Math.Round(seconds) % 60):00} s",
        _ => $"{Count((long)(Math.Round(seconds / 60) / 60))} h {(long)Math.Round(seconds / 60) % 60:00} min",
    };

    private static string Digits(double value) =>
        value.ToString(value < 9.995 ? "0.##" : value < 99.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
}
