using System.Collections.Immutable;
using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Names and texts of a handshake: what would break out of its place in the request, and templates that cannot be filled in.</summary>
internal static class HandshakeRule
{
    private const string Path = "clients.handshake";

    /// <summary>Headers that the handshake has anyway, and what to do instead.</summary>
    private static readonly Dictionary<string, string> _taken = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Host"] = "it is the target's own",
        ["Upgrade"] = "it is the handshake's own",
        ["Connection"] = "it is the handshake's own",
        ["Content-Length"] = "a handshake has no body",
        ["Transfer-Encoding"] = "a handshake has no body",
        ["Origin"] = "set handshake.origin",
        ["Cookie"] = "set handshake.cookies",
        ["Sec-WebSocket-Key"] = "it is the handshake's own",
        ["Sec-WebSocket-Version"] = "it is the handshake's own",
        ["Sec-WebSocket-Protocol"] = "set handshake.subprotocols",
        ["Sec-WebSocket-Extensions"] = "set handshake.compression",
    };

    public static void Check(Scenario scenario, Findings findings)
    {
        HandshakeSettings handshake = scenario.Clients.Handshake;
        CheckFields("headers", handshake.Headers, findings, NameOfHeader, TextOfHeader);
        CheckFields("cookies", handshake.Cookies, findings, name => IsToken(name) ? null : "is not a cookie's name", TextOfCookie);
        CheckFields("query", handshake.Query, findings, _ => null, _ => null);
        if (handshake.Origin is { } origin)
        {
            CheckText($"{Path}.origin", origin, findings, TextOfHeader);
        }

        for (int i = 0; i < handshake.Subprotocols.Length; i++)
        {
            string subprotocol = handshake.Subprotocols[i];
            if (!IsToken(subprotocol))
            {
                findings.Error($"{Path}.subprotocols[{i}]", $"must be a name of letters, digits and !#$%&'*+-.^_`|~, but is {Units.Quote(subprotocol)}");
            }
            else if (handshake.Subprotocols.IndexOf(subprotocol) < i)
            {
                findings.Error($"{Path}.subprotocols[{i}]", $"{Units.Quote(subprotocol)} is given twice");
            }
        }
    }

    private static void CheckFields(string list, ImmutableArray<HandshakeField> fields, Findings findings, Func<string, string?> wrongName, Func<string, string?> wrongText)
    {
        foreach (HandshakeField field in fields)
        {
            string path = $"{Path}.{list}.{field.Name}";
            if (wrongName(field.Name) is { } wrong)
            {
                findings.Error(path, wrong);
            }
            else
            {
                CheckText(path, field.Text, findings, wrongText);
            }
        }
    }

    /// <summary>What is checked is what the first client makes of the template: what the environment gives may be unfit too. It is not shown, for it may be secret.</summary>
    private static void CheckText(string path, string text, Findings findings, Func<string, string?> wrongText)
    {
        if (!HandshakeTemplate.TryParse(text, out HandshakeTemplate? template, out string? error) || (error = wrongText(template.Fill(0, 0, 0))) is not null)
        {
            findings.Error(path, error);
        }
    }

    private static string? NameOfHeader(string name) =>
        !IsToken(name) ? "is not a header's name"
        : _taken.TryGetValue(name, out string? instead) ? $"is a header that is set already: {instead}"
        : null;

    private static string? TextOfHeader(string text) => text.Any(char.IsControl) ? "must not have control characters" : null;

    private static string? TextOfCookie(string text) => text.Any(c => c is <= ' ' or ';' or ',' or '"' or '\\' or > '~')
        ? "must not have spaces, quotes, ',', ';', '\\' or characters beyond ASCII (RFC 6265 §4.1.1)"
        : null;

    internal static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
