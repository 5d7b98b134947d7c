using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Harness.Clients.Protocol;

/// <summary>A text of a protocol with <c>${…}</c> in it, filled in per client; <c>$${</c> stands for <c>${</c> itself.</summary>
public sealed class ProtocolTemplate
{
    private readonly ImmutableArray<(string Text, string? Name)> _parts;
    private readonly ImmutableArray<string> _extras;

    private ProtocolTemplate(ImmutableArray<(string, string?)> parts, ImmutableArray<string> extras) => (_parts, _extras) = (parts, extras);

    public string? Literal => _parts.IsEmpty ? "" : _parts is [{ Name: null } only] ? only.Text : null;

    public bool Names(string name) => _parts.Any(part => part.Name == name);

    public static bool TryParse(string text, ImmutableArray<string> extras, [NotNullWhen(true)] out ProtocolTemplate? template, [NotNullWhen(false)] out string? error)
    {
        var parts = ImmutableArray.CreateBuilder<(string, string?)>();
        var literal = new StringBuilder();
        template = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (string.CompareOrdinal(text, i, "$${", 0, 3) == 0)
            {
                literal.Append("${");
                i += 2;
                continue;
            }

            if (string.CompareOrdinal(text, i, "${", 0, 2) != 0)
            {
                literal.Append(text[i]);
                continue;
            }

            int end = text.IndexOf('}', i);
            if (end < 0)
            {
                error = "has a ${ without its }; write $${ for these characters themselves";
                return false;
            }

            string name = text[(i + 2)..end];
            if (!extras.Contains(name) && name is not ("client" or "id" or "cohort") && !name.StartsWith("env.", StringComparison.Ordinal))
            {
                error = $"has the unknown placeholder ${{{name}}}";
                return false;
            }

            if (literal.Length > 0)
            {
                parts.Add((literal.ToString(), null));
                literal.Clear();
            }

            parts.Add(("", name));
            i = end;
        }

        if (literal.Length > 0)
        {
            parts.Add((literal.ToString(), null));
        }

        template = new ProtocolTemplate(parts.ToImmutable(), extras);
        error = null;
        return true;
    }

    public static ProtocolTemplate Parse(string text, ImmutableArray<string> extras) => TryParse(text, extras, out ProtocolTemplate? template, out string? error) ? template : throw new FormatException($"'{text}' {error}");

    public string Fill(int client, int cohorts, params ReadOnlySpan<string> extras)
    {
        var text = new StringBuilder();
        foreach ((string literal, string? name) in _parts)
        {
            text.Append(name switch
            {
                null => literal,
                "client" => client.ToString(CultureInfo.InvariantCulture),
                "id" => TargetProtocol.ClientId(client),
                "cohort" => (client % cohorts).ToString(CultureInfo.InvariantCulture),
                _ when _extras.Contains(name) => extras[_extras.IndexOf(name)],
                _ => Environment.GetEnvironmentVariable(name[4..]),
            });
        }

        return text.ToString();
    }
}
