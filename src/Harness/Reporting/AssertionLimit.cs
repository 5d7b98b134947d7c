using System.Globalization;
using System.Text.RegularExpressions;

namespace Harness.Reporting;

/// <summary>
/// The limit that stands in an assertion's expression, in real time: with a time scale of 0.02, <c>&lt;= 2s</c> was judged
/// against 40 ms, and a reader who sees only the expression could not follow the verdict.
/// </summary>
/// <param name="Operator">As a reader's sign: ≤, &lt;, =, ≠, ≥, &gt;.</param>
/// <param name="Value">The limit; seconds for durations, events per second for rates, 0 to 1 for shares.</param>
/// <param name="IsDuration">Whether the limit has a unit of time.</param>
/// <param name="Suffix"><c>/s</c> for a rate, <c>%</c> for a share, else empty.</param>
public sealed partial record AssertionLimit(string Operator, double Value, bool IsDuration, string Suffix = "")
{
    /// <summary>The limit in words: <c>≤ 40 ms</c>.</summary>
    public string Text => $"{Operator} {(IsDuration ? Format.Seconds(Value) : Suffix == "%" ? Format.Share(Value) : Format.Number(Value) + Suffix)}";

    /// <summary>The limit of an expression; null where it has none (<c>detection.within_bound</c>).</summary>
    /// <param name="expression">As written in the scenario.</param>
    /// <param name="timeScale">The run's factor for durations.</param>
    public static AssertionLimit? Of(string expression, double timeScale)
    {
        Match match = Limit().Match(expression);
        if (!match.Success || !double.TryParse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture, out double value))
        {
            return null;
        }

        string suffix = match.Groups["unit"].Value;
        double? rate = suffix switch
        {
            "/s" => 1,
            "/min" => 60,
            "/h" => 3600,
            _ => null,
        };
        double? unit = suffix switch
        {
            "us" or "µs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1,
            "m" or "min" => 60,
            "h" => 3600,
            _ => null,
        };
        string sign = match.Groups["operator"].Value switch
        {
            "<=" => "≤",
            ">=" => "≥",
            "==" => "=",
            "!=" => "≠",
            var other => other,
        };
        return (unit, rate) switch
        {
            ({ } seconds, _) => new AssertionLimit(sign, value * seconds * timeScale, true),
            (_, { } per) => new AssertionLimit(sign, value / per / timeScale, false, "/s"),
            _ when suffix == "%" => new AssertionLimit(sign, value / 100, false, suffix),
            _ => new AssertionLimit(sign, value, false),
        };
    }

    /// <summary>
    /// How far a value is on the good side of the limit, negative where it is beyond: in words, and as a share of the limit where that is not 0. Null where there is
    /// no such distance: for equalities, and for what never happened.
    /// </summary>
    public (string Text, double? Share)? Margin(double? actual)
    {
        if (Operator is "=" or "≠" || actual is not { } value || !double.IsFinite(value))
        {
            return null;
        }

        double left = Operator is "≤" or "<" ? Value - value : value - Value;
        string sign = left < 0 ? "−" : left > 0 ? "+" : "";
        string text = IsDuration ? Format.Seconds(Math.Abs(left)) : Suffix == "%" ? $"{Format.Number(Math.Round(Math.Abs(left) * 100, 2))} points" : Format.Number(Math.Abs(left)) + Suffix;
        return (sign + text, Value > 0 ? left / Value : null);
    }

    [GeneratedRegex(@"(?<operator><=|>=|==|!=|<|>)\s*(?<value>\d+(\.\d+)?)\s*(?<unit>us|µs|ms|s|min|m|h|%|/s|/min|/h)?(?![\w./%]|\s*[A-Za-z])")]
    private static partial Regex Limit();
}
