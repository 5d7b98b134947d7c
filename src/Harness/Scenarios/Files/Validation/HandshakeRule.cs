using System.Collections.Immutable;
using Harness.Clients;
using Harness.Data;
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
        CheckNames("headers", handshake.Headers, findings, NameOfHeader);
        CheckNames("cookies", handshake.Cookies, findings, name => IsToken(name) ? null : "is not a cookie's name");
        var data = new DataSource(scenario.Data, 0, scenario.Cohorts, TimeProvider.System);
        foreach (ScenarioText text in ScenarioText.Of(scenario).Where(text => text.IsHandshake && findings.AreUsable(text.Path)))
        {
            CheckText(text, data, findings);
        }

        for (int i = 0; i < handshake.Subprotocols.Length; i++)
        {
            string subprotocol = handshake.Subprotocols[i];
            if (handshake.Subprotocols.IndexOf(subprotocol) < i)
            {
                findings.Error($"{Path}.subprotocols[{i}]", $"{Units.Quote(subprotocol)} is given twice");
            }
        }
    }

    private static void CheckNames(string list, ImmutableArray<HandshakeField> fields, Findings findings, Func<string, string?> wrongName)
    {
        foreach (HandshakeField field in fields)
        {
            if (wrongName(field.Name) is { } wrong)
            {
                findings.Error($"{Path}.{list}.{field.Name}", wrong);
            }
        }
    }

    /// <summary>What is checked is what the first client makes of the template. It is shown only where nothing was filled in: it may be secret.</summary>
    private static void CheckText(ScenarioText text, DataSource data, Findings findings)
    {
        if (!text.TryCompile(data.Names, out Template? template, out _))
        {
            return;
        }

        string filled = template.Fill(data.For(0));
        string? wrong = text.Form switch
        {
            TextForm.Header when filled.Any(char.IsControl) => "must not have control characters",
            TextForm.Cookie when filled.Any(c => c is <= ' ' or ';' or ',' or '"' or '\\' or > '~') => "must not have spaces, quotes, ',', ';', '\\' or characters beyond ASCII (RFC 6265 §4.1.1)",
            TextForm.Token when !IsToken(filled) => $"must be a name of letters, digits and !#$%&'*+-.^_`|~, but is {Units.Quote(text.Text)}",
            _ => null,
        };
        if (wrong is not null)
        {
            findings.Error(text.Path, wrong);
        }
    }

    private static string? NameOfHeader(string name) =>
        !IsToken(name) ? "is not a header's name"
        : _taken.TryGetValue(name, out string? instead) ? $"is a header that is set already: {instead}"
        : null;

    internal static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
