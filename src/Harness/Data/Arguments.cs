using System.Collections.Immutable;
using System.Globalization;

namespace Harness.Data;

/// <summary>Checks and readings of what stands in a placeholder's brackets.</summary>
internal static class Arguments
{
    /// <summary>The most words, sentences and characters of one value: a message is not a book.</summary>
    private const int Most = 1000;

    /// <summary>Two whole numbers, the first not above the second.</summary>
    public static string? WholeRange(ImmutableArray<string> given) =>
        given is not [var from, var to] || !long.TryParse(from, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long least)
            || !long.TryParse(to, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long most)
            || most < least || (decimal)most - least >= long.MaxValue
        ? "which needs two whole numbers, the smaller one first"
        : null;

    /// <summary>Two decimal numbers, the first not above the second.</summary>
    public static string? Range(ImmutableArray<string> given) =>
        given is not [var from, var to] || !TryDecimal(from, out double least) || !TryDecimal(to, out double most) || most < least
        ? "which needs two numbers, the smaller one first"
        : null;

    /// <summary>One whole number of at least 1.</summary>
    public static string? Amount(ImmutableArray<string> given) =>
        given is [var only] && int.TryParse(only, NumberStyles.None, CultureInfo.InvariantCulture, out int amount) && amount is >= 1 and <= Most ? null : $"which needs a whole number from 1 to {Most}";

    /// <summary>Two days, the earlier one first.</summary>
    public static string? Days(ImmutableArray<string> given) =>
        given is [var from, var to] && TryDay(from, out DateOnly least) && TryDay(to, out DateOnly most) && least <= most ? null : "which needs two days such as 2020-01-01, the earlier one first";

    /// <summary>At least one text, none of them empty.</summary>
    public static string? Choices(ImmutableArray<string> given) => given.Any(choice => choice.Length == 0) ? "which needs texts to choose from, separated by commas" : null;

    public static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool TryDecimal(string text, out double value) => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private static bool TryDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
