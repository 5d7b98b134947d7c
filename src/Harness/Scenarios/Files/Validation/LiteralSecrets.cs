using System.Text.RegularExpressions;
using Harness.Data;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Whether a text holds what should stand in the environment.</summary>
internal static partial class LiteralSecrets
{
    /// <summary>Shorter ones are names of things: <c>guest</c>, <c>on</c>.</summary>
    private const int Shortest = 8;

    /// <summary>The warning, to be read after the text's path; null where there is nothing to warn of. The value is not shown.</summary>
    public static string? Find(ScenarioText text, Template template)
    {
        string name = text.Path[(text.Path.LastIndexOf('.') + 1)..];
        string? literal = template.Literal;
        bool isSecret = literal is { Length: >= Shortest } && text.IsHandshake && SecretName().IsMatch(name);
        return isSecret || WebToken().IsMatch(text.Text)
            ? "looks like a secret, which every reader of the file can use: set it in the environment and write ${env.NAME}, which no report shows"
            : null;
    }

    [GeneratedRegex("authorization|token|secret|passw|api[_-]?key|session|^sid$|^auth$|^jwt$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    /// <summary>RFC 7519: its first part is JSON, which begins with <c>{"</c>, in base64.</summary>
    [GeneratedRegex(@"eyJ[\w-]{8,}\.[\w-]{8,}\.")]
    private static partial Regex WebToken();
}
