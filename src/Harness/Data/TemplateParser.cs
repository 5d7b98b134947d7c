using System.Collections.Immutable;
using System.Text;

namespace Harness.Data;

/// <summary>Text to the parts of a <see cref="Template"/>.</summary>
internal static class TemplateParser
{
    private const string Begin = "${";

    /// <summary>Keeps the streams of one placeholder's places in a text apart.</summary>
    private const ulong NextPlace = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The parts; null when <paramref name="error"/> says what is wrong.</summary>
    public static ImmutableArray<TemplatePart>? Read(string text, TextForm form, TemplateNames names, out string? error)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var literal = new StringBuilder();
        var places = new Dictionary<string, ulong>(StringComparer.Ordinal);
        for (int i = 0; i < text.Length; i++)
        {
            if (string.CompareOrdinal(text, i, "$${", 0, 3) == 0)
            {
                literal.Append(Begin);
                i += 2;
                continue;
            }

            if (string.CompareOrdinal(text, i, Begin, 0, Begin.Length) != 0)
            {
                literal.Append(text[i]);
                continue;
            }

            int end = text.IndexOf('}', i);
            if (end < 0)
            {
                error = "has a ${ without its }; write $${ for these characters themselves";
                return null;
            }

            if (Placeholder(text[(i + Begin.Length)..end].Trim(), names, places, out error) is not { } part)
            {
                return null;
            }

            AddLiteral(parts, literal);
            parts.Add(part);
            i = end;
        }

        AddLiteral(parts, literal);
        Put(parts, form);
        error = null;
        return parts.ToImmutable();
    }

    private static TemplatePart? Placeholder(string written, TemplateNames names, Dictionary<string, ulong> places, out string? error)
    {
        int bracket = written.EndsWith(')') ? written.IndexOf('(', StringComparison.Ordinal) : -1;
        string name = bracket < 0 ? written : written[..bracket].TrimEnd();
        ImmutableArray<string> arguments = bracket < 0 ? [] : [.. written[(bracket + 1)..^1].Split(',').Select(argument => argument.Trim())];
        int extra = names.Extras.IndexOf(name);
        Placeholder? found = names.Find(name, out error);
        if (found is null)
        {
            return null;
        }

        error = found switch
        {
            { Parameters: "" } when bracket >= 0 => $"gives ${{{name}}} arguments, but it takes none",
            { Parameters: not "" } when bracket < 0 => $"has ${{{name}}} without its arguments: write ${{{name}({found.Parameters})}}, such as ${{{name}({found.Example})}}",
            { Parameters: not "" } => found.Check(arguments) is { } wrong ? $"has ${{{written}}}, {wrong}" : null,
            _ => null,
        };
        ulong place = places.GetValueOrDefault(name);
        places[name] = place + 1;
        ulong stream = Draw.StreamOf(found.Name) + (found.Repeats == Repeats.Message ? place * NextPlace : 0);
        return error is null ? new TemplatePart("", found, arguments, stream, Place.Plain, extra) : null;
    }

    private static void AddLiteral(ImmutableArray<TemplatePart>.Builder parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(TemplatePart.Literal(literal.ToString()));
            literal.Clear();
        }
    }

    private static void Put(ImmutableArray<TemplatePart>.Builder parts, TextForm form)
    {
        Place[]? json = form == TextForm.Message ? JsonPlaces.Of([.. parts.Select(part => part.Of is null ? part.Text : null)]) : null;
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Of is not null)
            {
                parts[i] = parts[i] with { Place = json?[i] ?? PlaceOf(form) };
            }
        }
    }

    private static Place PlaceOf(TextForm form) => form switch
    {
        TextForm.Url => Place.Url,
        TextForm.Header => Place.Header,
        TextForm.Cookie => Place.Cookie,
        TextForm.Token => Place.Token,
        _ => Place.Plain,
    };
}
