using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Harness.Metrics;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios;

/// <summary>
/// <c>metric[.stat] operator value</c> to an <see cref="Assertion"/>; a metric that holds or does not stands alone.
/// Whether the scenario measures that metric at all is the validator's question.
/// </summary>
public static class AssertionText
{
    private static readonly ImmutableArray<(string Text, Comparison Comparison)> _operators =
    [
        ("<=", Comparison.LessOrEqual), ("<", Comparison.Less), ("==", Comparison.Equal),
        ("!=", Comparison.NotEqual), (">=", Comparison.GreaterOrEqual), (">", Comparison.Greater),
    ];

    private static readonly ImmutableArray<(string Text, Stat Stat)> _stats = [.. Enum.GetValues<Stat>().Select(stat => (stat.ToString().ToLowerInvariant(), stat))];

    /// <summary>What an assertion looks like, for the schema: each metric with the statistics, operators and unit that it takes.</summary>
    internal static TextShape Shape { get; } = new()
    {
        Pattern = $"^\\s*({string.Join('|', MetricNames.All.Select(Pattern))})\\s*$",
        Examples = [.. MetricNames.All.Select(metric => metric.Unit == MetricUnit.Truth ? metric.Name : $"{metric.Name}{(metric.IsDistribution ? ".max" : "")} <= {Example(metric.Unit)}")],
    };

    /// <summary>Reads one assertion.</summary>
    /// <param name="text">Such as <c>fallback.time.p99 &lt;= 2s</c>.</param>
    /// <param name="assertion">The assertion, without limits to a fault or a side.</param>
    /// <param name="error">What is wrong with it, to be read after its path.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Assertion? assertion, [NotNullWhen(false)] out string? error)
    {
        assertion = null;
        string expression = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        int from = expression.AsSpan().IndexOfAny("<>=!");
        string left = (from < 0 ? expression : expression[..from]).Trim();
        if (!(left.StartsWith(CustomMetrics.Prefix, StringComparison.Ordinal)
            ? TryCustom(left, from < 0 ? "" : expression[from..].TrimStart('<', '>', '=', '!', ' '), out Metric? metric, out Stat? stat, out error)
            : TryMetric(left, out metric, out stat, out error)))
        {
            return false;
        }

        if (metric.Unit == MetricUnit.Truth)
        {
            error = from < 0 ? null : $"must be {metric.Name} alone, without operator and value: it holds or it does not";
            assertion = from < 0 ? new Assertion { Expression = expression, Metric = metric } : null;
            return assertion is not null;
        }

        if (from < 0)
        {
            error = $"must compare {left} with a value, such as {left} <= {Example(metric.Unit)}";
            return false;
        }

        int to = from;
        while (to < expression.Length && "<>=!".Contains(expression[to]))
        {
            to++;
        }

        int found = _operators.IndexOf(_operators.FirstOrDefault(known => known.Text == expression[from..to]));
        if (found < 0)
        {
            error = $"has the unknown operator {Units.Quote(expression[from..to])}; known are {Nearest.Join([.. _operators.Select(known => known.Text)], "and")}";
            return false;
        }

        if (!TryLimit(expression[to..].Trim(), metric, left, out double limit, out error))
        {
            return false;
        }

        assertion = new Assertion { Expression = expression, Metric = metric, Stat = stat, Comparison = _operators[found].Comparison, Limit = limit };
        return true;
    }

    private static string Pattern(Metric metric)
    {
        string name = metric.Name.Replace(".", "\\.", StringComparison.Ordinal);
        string value = metric.Unit switch
        {
            MetricUnit.Seconds => Units.DurationPattern,
            MetricUnit.Rate => Units.RatePattern,
            MetricUnit.ByteRate => Units.ByteRatePattern,
            MetricUnit.Share => Units.SharePattern,
            _ => Units.NumberPattern,
        };
        return metric.Unit == MetricUnit.Truth ? name : $"{name}{(metric.IsDistribution ? $"\\.({string.Join('|', _stats.Select(known => known.Text))})" : "")}\\s*(<=|<|==|!=|>=|>)\\s*{value}";
    }

    private static string Example(MetricUnit unit) => unit switch
    {
        MetricUnit.Seconds => "2s",
        MetricUnit.Rate => "500/s",
        MetricUnit.ByteRate => "20KB/min",
        MetricUnit.Share => "30%",
        _ => "0",
    };

    private static bool TryMetric(string name, [NotNullWhen(true)] out Metric? metric, out Stat? stat, [NotNullWhen(false)] out string? error)
    {
        (stat, error) = (null, null);
        metric = MetricNames.Find(name);
        if (metric is { IsDistribution: false })
        {
            return true;
        }

        string all = Nearest.Join([.. _stats.Select(known => known.Text)], "and");
        if (metric is not null)
        {
            error = $"needs a statistic, such as {name}.max; known are {all}";
            return false;
        }

        int dot = name.LastIndexOf('.');
        (string head, string tail) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        metric = MetricNames.Find(head);
        if (metric is null)
        {
            bool hasStat = _stats.Any(known => known.Text == tail);
            string[] names = [.. MetricNames.All.Select(known => known.Name)];
            error = $"has the unknown metric {Units.Quote(hasStat ? head : name)}; {Nearest.Suggest(hasStat ? head : name, names)}";
            return false;
        }

        if (!metric.IsDistribution)
        {
            error = $"has the statistic {Units.Quote(tail)}, but {head} is one value: leave it out";
            return false;
        }

        stat = _stats.Where(known => known.Text == tail).Select(known => (Stat?)known.Stat).FirstOrDefault();
        error = stat is null ? $"has the unknown statistic {Units.Quote(tail)}; known are {all}" : null;
        return stat is not null;
    }

    /// <summary>A metric that session code records: no list knows its name, and its unit is that of the limit.</summary>
    private static bool TryCustom(string left, string limit, [NotNullWhen(true)] out Metric? metric, out Stat? stat, [NotNullWhen(false)] out string? error)
    {
        (metric, stat, error) = (null, null, null);
        int dot = left.LastIndexOf('.');
        string name = dot < CustomMetrics.Prefix.Length ? "" : left[CustomMetrics.Prefix.Length..dot];
        string last = left[(dot + 1)..];
        if (!name.Split('/').All(CustomMetrics.IsName))
        {
            error = $"must name a custom metric and a statistic, such as custom.checkout.p99, but is {Units.Quote(left)}";
            return false;
        }

        MetricUnit unit = Units.TryDuration(limit, out _) ? MetricUnit.Seconds : MetricUnit.Count;
        if (last is "count" or "sum")
        {
            metric = CustomMetrics.Total(name, last, unit);
            return true;
        }

        stat = _stats.Where(known => known.Text == last).Select(known => (Stat?)known.Stat).FirstOrDefault();
        if (stat is null)
        {
            error = $"has the unknown statistic {Units.Quote(last)}; known are count, sum, {Nearest.Join([.. _stats.Select(known => known.Text)], "and")}";
            return false;
        }

        metric = CustomMetrics.Distribution(name, unit);
        return true;
    }

    private static bool TryLimit(string text, Metric metric, string left, out double limit, [NotNullWhen(false)] out string? error)
    {
        (limit, error) = (0, null);
        if (text.Length == 0)
        {
            error = $"has no value to compare {left} with";
        }
        else if (metric.Unit == MetricUnit.Seconds)
        {
            error = Units.TryDuration(text, out TimeSpan time) ? null : $"is about a time: its value {Units.NoDuration(text)}";
            limit = time.TotalSeconds;
        }
        else if (metric.Unit == MetricUnit.Rate)
        {
            error = Units.TryRate(text, out limit) ? null : $"is about a rate: its value {Units.NoRate(text)}";
        }
        else if (metric.Unit == MetricUnit.ByteRate)
        {
            error = Units.TryByteRate(text, out limit) ? null : $"is about bytes per time: its value {Units.NoByteRate(text)}";
        }
        else if (metric.Unit == MetricUnit.Share)
        {
            error = !Units.TryShare(text, out limit) ? $"is about a share: its value must be one such as 30% or 0.3, but is {Units.Quote(text)}"
                : limit > 1 ? $"is about a share: its value must be at most 100%, but is {text}"
                : null;
        }
        else if (!Units.TryNumber(text, out decimal number))
        {
            error = $"is about a number: its value must be a number without a unit, but is {Units.Quote(text)}";
        }
        else
        {
            limit = (double)number;
            error = metric.IsDistribution || decimal.IsInteger(number) ? null : $"counts: its value must be a whole number, but is {text}";
        }

        error ??= limit < 0 ? $"must have a value of at least 0, but has {text}" : null;
        return error is null;
    }
}
