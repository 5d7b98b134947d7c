namespace Harness.Metrics;

/// <summary>
/// Metrics that session code records under names of its own. They are asserted as <c>custom.NAME.STAT</c>, as <c>custom.NAME.count</c> (how many values there are)
/// and as <c>custom.NAME.sum</c>; the unit is that of the limit: a duration (<c>200ms</c>) for what was measured, a number for what was counted.
/// </summary>
public static class CustomMetrics
{
    public const string Prefix = "custom.";

    private const int LongestName = 64;

    /// <summary>Whether a metric is one of those.</summary>
    public static bool Is(Metric metric) => metric.Name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The distribution of a custom metric's values.</summary>
    public static Metric Distribution(string name, MetricUnit unit) => new(Prefix + name, unit, true, MetricNeeds.Session, "recorded by session code");

    /// <summary>How many values a custom metric has (<c>count</c>), or their <c>sum</c>.</summary>
    public static Metric Total(string name, string total, MetricUnit unit) =>
        new($"{Prefix}{name}.{total}", total == "count" ? MetricUnit.Count : unit, false, MetricNeeds.Session, "recorded by session code");

    /// <summary>The name that session code gave, and <c>count</c> or <c>sum</c> where the metric is one of those.</summary>
    public static (string Name, string? Total) Parts(Metric metric)
    {
        string name = metric.Name[Prefix.Length..];
        int dot = name.LastIndexOf('.');
        return metric.IsDistribution ? (name, null) : (name[..dot], name[(dot + 1)..]);
    }

    /// <summary>Whether a name can be given to a metric, and be asserted then.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
        {
            throw new ArgumentException($"the name of a label or metric must be 1 to {LongestName} letters, digits, '-', '_' and '.', but is \"{name}\"");
        }
    }
}
