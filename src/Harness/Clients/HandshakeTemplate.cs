using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Harness.Data;

namespace Harness.Clients;

/// <summary>
/// Texts of a handshake: a <see cref="Template"/>, or the form that it had before. That one has the placeholders below in braces, and braces doubled for
/// themselves; a text that holds <c>${</c> is never read so.
/// </summary>
public static class HandshakeTemplate
{
    private const string EnvironmentPrefix = "env:";

    /// <summary>The placeholders of the older form, as they are written.</summary>
    public static ImmutableArray<string> OlderPlaceholders { get; } = ["{client}", "{id}", "{cohort}", "{seed}", "{uuid}", "{env:NAME}"];

    /// <summary>Reads a text of either form; as <see cref="Template.TryCompile"/>.</summary>
    public static bool TryCompile(string text, TextForm form, TemplateNames names, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? error)
    {
        template = null;
        if (!text.Contains("${", StringComparison.Ordinal) && !TryTranslate(text, out text!, out error))
        {
            return false;
        }

        return Template.TryCompile(text, form, names.WithoutCount("counts messages, and a handshake is none"), out template, out error);
    }

    /// <summary>Reads a text that a validator has let pass.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Template Compile(string text, TextForm form, TemplateNames names) =>
        TryCompile(text, form, names, out Template? template, out string? error) ? template : throw new FormatException($"'{text}' {error}");

    /// <summary>The older form in the newer one.</summary>
    private static bool TryTranslate(string text, [NotNullWhen(true)] out string? translated, [NotNullWhen(false)] out string? error)
    {
        var newer = new StringBuilder();
        translated = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}') || (i + 1 < text.Length && text[i + 1] == text[i]))
            {
                newer.Append(text[i]);
                i += text[i] is '{' or '}' ? 1 : 0;
                continue;
            }

            int end = text[i] == '{' ? text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                error = $"has a '{text[i]}' without its other half; write {text[i]}{text[i]} for the character itself";
                return false;
            }

            string name = text[(i + 1)..end];
            bool isVariable = name.Length > EnvironmentPrefix.Length && name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal);
            if (!isVariable && !OlderPlaceholders.Contains($"{{{name}}}"))
            {
                error = $"has the unknown placeholder {{{name}}}; known are {string.Join(", ", OlderPlaceholders)}, and all others are written ${{…}} (docs/data.md)";
                return false;
            }

            newer.Append("${").Append(isVariable ? EnvironmentVariables.Prefix + name[EnvironmentPrefix.Length..] : name).Append('}');
            i = end;
        }

        (translated, error) = (newer.ToString(), null);
        return true;
    }
}
