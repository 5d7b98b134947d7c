using System.Globalization;
using System.Text.RegularExpressions;

namespace Harness.Reporting;

/// <summary>
/// The limit that stands in an assertion's expression, in real time: with a time scale of 0.02, <c>&lt;= 2s</c> was judged
/// against 40 ms, and a reader who sees only the expression could not follow the verdict.
/// </summary>
/// <param name="Operator">As a reader's sign: ≤, &lt;, =, ≠, ≥, &gt;.</param>
/// <param name="Value">The limit; seconds for durations.</param>
/// <param name="IsDuration">Whether the limit has a unit of time.</param>
public sealed partial record AssertionLimit(string Operator, double Value, bool IsDuration)
{
    /// <summary>The limit in words: <c>≤ 40 ms</c>.</summary>
    public string Text => $"{Operator} {(IsDuration ? Format.Seconds(Value) : Format.Number(Value))}";

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

        double? unit = match.Groups["unit"].Value switch
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
        return new AssertionLimit(sign, value * (unit is { } seconds ? seconds * timeScale : 1), unit is not null);
    }

    /// <summary>How much of an upper limit was used up, 0 to 1 and beyond; null where that says nothing.</summary>
    public double? Used(double? actual) => Operator is "≤" or "<" && Value > 0 && actual is { } value && double.IsFinite(value) && value >= 0
        ? value / Value
        : null;

    [GeneratedRegex(@"(?<operator><=|>=|==|!=|<|>)\s*(?<value>\d+(\.\d+)?)\s*(?<unit>us|µs|ms|s|min|m|h)?(?![\w.]|\s*[A-Za-z])")]
    private static partial Regex Limit();
}
