using System.Text.RegularExpressions;

namespace Harness.Runs;

/// <summary>Hides what texts took from the environment, in what is shown of a conversation.</summary>
internal sealed partial class SecretMask
{
    private readonly string[] _values;

    /// <param name="templates">Texts that may name environment variables.</param>
    public SecretMask(IEnumerable<string?> templates) => _values =
    [
        .. templates.OfType<string>().SelectMany(text => Variable().Matches(text)).Select(match => Environment.GetEnvironmentVariable(match.Groups["name"].Value))
            .OfType<string>().Where(value => value.Length > 0).Distinct().OrderByDescending(value => value.Length),
    ];

    public string Hide(string text) => _values.Aggregate(text, (masked, value) => masked
        .Replace(value, "***", StringComparison.Ordinal)
        .Replace(Uri.EscapeDataString(value), "***", StringComparison.Ordinal));

    [GeneratedRegex(@"\{\s*env[.:](?<name>[A-Za-z0-9_]+)\s*\}")]
    private static partial Regex Variable();
}
