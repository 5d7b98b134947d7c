using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Harness.Telemetry;

/// <summary>
/// Metrics in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats), named as OpenTelemetry's compatibility specification says: dots become
/// underscores, the unit in words stands behind the name, and counters end in <c>_total</c>.
/// </summary>
internal sealed class PrometheusText : BaseExporter<Metric>
{
    /// <summary>What was written last; empty: nothing yet.</summary>
    public string Text { get; private set; } = "";

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder();
        foreach (Metric metric in batch)
        {
            Write(text, metric);
        }

        Text = text.ToString();
        return ExportResult.Success;
    }

    /// <summary>The name of a metric there.</summary>
    /// <param name="name">As OpenTelemetry has it.</param>
    /// <param name="unit">By UCUM.</param>
    /// <param name="counts">Whether it only grows.</param>
    internal static string NameOf(string name, string unit, bool counts)
    {
        string words = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            // In braces stands what is counted, which is no unit.
            _ => "",
        };
        string legal = new([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ':' ? letter : '_')]);
        return legal + (legal.EndsWith(words, StringComparison.Ordinal) ? "" : words) + (counts ? "_total" : "");
    }

    /// <summary>A label's value, between its quotes.</summary>
    internal static string Label(string value) => Help(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Help(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    internal static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static void Write(StringBuilder text, Metric metric)
    {
        (string Type, Func<MetricPoint, double>? Value)? kind = metric.MetricType switch
        {
            MetricType.LongSum => ("counter", (MetricPoint point) => point.GetSumLong()),
            MetricType.DoubleSum => ("counter", (MetricPoint point) => point.GetSumDouble()),
            MetricType.LongGauge => ("gauge", (MetricPoint point) => point.GetGaugeLastValueLong()),
            MetricType.DoubleGauge => ("gauge", (MetricPoint point) => point.GetGaugeLastValueDouble()),
            MetricType.Histogram => ("histogram", null),
            // The meter has no other.
            _ => null,
        };
        if (kind is not ({ } type, var value))
        {
            return;
        }

        string name = NameOf(metric.Name, metric.Unit, counts: type == "counter");
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Help(metric.Description)}\n# TYPE {name} {type}\n");
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            string labels = LabelsOf(point);
            if (value is not null)
            {
                Line(text, name, labels, value(point));
                continue;
            }

            long passed = 0;
            foreach (HistogramBucket bucket in point.GetHistogramBuckets())
            {
                passed += bucket.BucketCount;
                Line(text, $"{name}_bucket", labels + (labels.Length > 0 ? "," : "") + $"le=\"{Number(bucket.ExplicitBound)}\"", passed);
            }

            Line(text, $"{name}_sum", labels, point.GetHistogramSum());
            Line(text, $"{name}_count", labels, point.GetHistogramCount());
        }
    }

    private static string LabelsOf(in MetricPoint point)
    {
        var labels = new StringBuilder();
        foreach ((string key, object? value) in point.Tags)
        {
            labels.Append(labels.Length > 0 ? "," : "").Append(NameOf(key, "", counts: false)).Append("=\"").Append(Label(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }

        return labels.ToString();
    }

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(Number(value)).Append('\n');
}
