using System.Globalization;
using System.Text.RegularExpressions;

namespace Harness.Tests.Telemetry;

/// <summary>One line of Prometheus' text format.</summary>
/// <param name="Labels">By name, unescaped.</param>
internal sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>
/// Reads Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats) as strictly as promtool does: each metric is announced once before its samples, samples of
/// one metric stand together, and no series comes twice.
/// </summary>
internal sealed partial class PrometheusParser
{
    private static readonly string[] _endings = ["_bucket", "_sum", "_count"];

    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public List<PrometheusSample> Samples { get; } = [];

    public static PrometheusParser Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var parser = new PrometheusParser();
        string current = "";
        foreach (string line in text[..^1].Split('\n'))
        {
            if (Announcement().Match(line) is { Success: true } announced)
            {
                current = announced.Groups["name"].Value;
                if (announced.Groups["what"].Value == "TYPE")
                {
                    Assert.Matches("^(counter|gauge|histogram)$", announced.Groups["rest"].Value);
                    Assert.True(parser.Types.TryAdd(current, announced.Groups["rest"].Value), $"{current} is announced twice");
                }

                continue;
            }

            Match sample = Sample().Match(line);
            Assert.True(sample.Success, $"no sample: {line}");
            string name = sample.Groups["name"].Value;
            Assert.Equal(current, parser.Types.GetValueOrDefault(current) == "histogram" ? Base(name) : name);
            string[] names = [.. sample.Groups["label"].Captures.Select(capture => capture.Value)], values = [.. sample.Groups["text"].Captures.Select(capture => Unescaped(capture.Value))];
            parser.Samples.Add(new PrometheusSample(name, names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal), Number(sample.Groups["value"].Value)));
        }

        string[] series = [.. parser.Samples.Select(sample => $"{sample.Name} {string.Join(' ', sample.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))}")];
        Assert.Equal(series.Distinct(), series);
        return parser;
    }

    /// <summary>The values of a metric, by one of its labels.</summary>
    public Dictionary<string, double> By(string name, string label) => Samples.Where(sample => sample.Name == name).ToDictionary(sample => sample.Labels[label], sample => sample.Value, StringComparer.Ordinal);

    public double One(string name) => Assert.Single(Samples, sample => sample.Name == name).Value;

    private static string Base(string name) => _endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) is { } found ? name[..^found.Length] : name;

    private static double Number(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    private static string Unescaped(string text) => Regex.Replace(text, @"\\(.)", match => match.Groups[1].Value == "n" ? "\n" : match.Groups[1].Value);

    [GeneratedRegex(@"^# (?<what>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<rest>.+)$")]
    private static partial Regex Announcement();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<text>([^""\\]|\\[\\""n])*)"",?)*\})? (?<value>\S+)$")]
    private static partial Regex Sample();
}
