using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Harness.Metrics;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary><c>failed(name, …)</c> to the names of <see cref="Scenario.Expect"/>. Whether the scenario asserts them is the validator's question.</summary>
public static class ExpectText
{
    private const string Opening = "failed(";

    /// <summary>What an expectation looks like, for the schema.</summary>
    internal static TextShape Shape { get; } = new() { Pattern = @"^\s*failed\(.+\)\s*$", Examples = ["failed(detection.undetected)"] };

    /// <summary>Reads an expectation.</summary>
    /// <param name="text">Such as <c>failed(detection.undetected, invariant one-open-socket)</c>.</param>
    /// <param name="names">The names, in the order of the text.</param>
    /// <param name="error">What is wrong with it, to be read after its path.</param>
    public static bool TryParse(string text, out ImmutableArray<string> names, [NotNullWhen(false)] out string? error)
    {
        names = [];
        string trimmed = text.Trim();
        if (!trimmed.StartsWith(Opening, StringComparison.Ordinal) || !trimmed.EndsWith(')'))
        {
            error = $"must be failed(…) with names of metrics or invariants, such as failed(detection.undetected) or failed(invariant {InvariantNames.OneOpenSocket}), but is {Units.Quote(text)}";
            return false;
        }

        ImmutableArray<string> read = [.. trimmed[Opening.Length..^1].Split(',').Select(name => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
        error = read.Select(WhyUnknown).FirstOrDefault(why => why is not null)
            ?? (read.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"names {twice.Key} twice" : null);
        names = error is null ? read : [];
        return error is null;
    }

    /// <summary>Why a name is neither a metric nor an invariant; null: it is one.</summary>
    internal static string? WhyUnknown(string name)
    {
        if (name.Length == 0)
        {
            return "has an empty name between its brackets";
        }

        if (name.StartsWith(Scenario.InvariantPrefix, StringComparison.Ordinal))
        {
            string invariant = name[Scenario.InvariantPrefix.Length..];
            return InvariantNames.All.Contains(invariant) ? null : $"names the unknown invariant {Units.Quote(invariant)}; {Nearest.Suggest(invariant, InvariantNames.All)}";
        }

        if (MetricNames.Find(name) is not null)
        {
            return null;
        }

        if (MetricNames.All.FirstOrDefault(metric => name.StartsWith(metric.Name + ".", StringComparison.Ordinal) && metric.IsDistribution) is { } with)
        {
            return $"names {Units.Quote(name)}: leave the statistic out, {with.Name} stands for every assertion about it";
        }

        return InvariantNames.All.Contains(name)
            ? $"names {Units.Quote(name)}, which is an invariant: write {Units.Quote(Scenario.InvariantPrefix + name)}"
            : $"names the unknown metric {Units.Quote(name)}; {Nearest.Suggest(name, [.. MetricNames.All.Select(metric => metric.Name)])}";
    }
}
