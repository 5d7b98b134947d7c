using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Harness.Data;

/// <summary>
/// A text with placeholders, <c>${name}</c> or <c>${family.name}</c>, read once and filled in per client and message; <c>$${</c> stands for <c>${</c>
/// itself. Equal seeds give equal texts, except for what the environment and the clock give. Immutable; safe to use from any thread.
/// </summary>
/// <example><code>
/// var source = new DataSource(scenario.Data, seed, scenario.Cohorts, TimeProvider.System);
/// Template text = Template.Compile("""{"join":"${topic}","as":"${user.name}"}""", TextForm.Message, source.Names.With("topic"));
/// string filled = text.Fill(source.For(client), message: 0, "t7");
/// </code></example>
public sealed class Template
{
    private readonly ImmutableArray<TemplatePart> _parts;

    private Template(ImmutableArray<TemplatePart> parts) => _parts = parts;

    /// <summary>The text, where it holds no placeholder: nothing is to be filled in then. Null otherwise.</summary>
    public string? Literal => _parts.IsEmpty ? "" : _parts is [{ Of: null } only] ? only.Text : null;

    /// <summary>Whether one client's text differs from message to message (or with the values of extra names).</summary>
    public bool VariesByMessage => _parts.Any(part => part.Of is { Repeats: Repeats.Message });

    /// <summary>Whether JSON was found around its placeholders, and they are escaped for it.</summary>
    public bool HasJson => _parts.Any(part => part.Place is Place.JsonString or Place.JsonValue);

    /// <summary>The names of the environment variables that it takes values from.</summary>
    public IEnumerable<string> Variables => _parts.Select(part => part.Of?.Name).OfType<string>()
        .Where(name => name.StartsWith(EnvironmentVariables.Prefix, StringComparison.Ordinal)).Select(name => name[EnvironmentVariables.Prefix.Length..]).Distinct();

    /// <summary>Empty values for its extra names.</summary>
    internal string[] Extras => [.. Enumerable.Repeat("", _parts.Max(part => part.Extra) + 1)];

    /// <summary>Reads a text.</summary>
    /// <param name="text">As a scenario writes it.</param>
    /// <param name="form">Where the filled text goes.</param>
    /// <param name="names">What it may hold.</param>
    /// <param name="template">What was read.</param>
    /// <param name="error">What is wrong, to be read after the place where the text stands.</param>
    public static bool TryCompile(string text, TextForm form, TemplateNames names, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? error)
    {
        template = TemplateParser.Read(text, form, names, out error) is { } parts ? new Template(parts) : null;
        return template is not null;
    }

    /// <summary>Reads a text that a validator has let pass.</summary>
    /// <exception cref="FormatException">It cannot be filled in; the message says why.</exception>
    public static Template Compile(string text, TextForm form, TemplateNames names) =>
        TryCompile(text, form, names, out Template? template, out string? error) ? template : throw new FormatException($"'{text}' {error}");

    /// <summary>The text for one client and message.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="message">Its number among the client's messages, from 0.</param>
    /// <param name="extras">The values of the names that were added to the known ones, in their order.</param>
    public string Fill(ClientData client, long message = 0, params ReadOnlySpan<string> extras)
    {
        if (Literal is { } literal)
        {
            return literal;
        }

        var text = new StringBuilder();
        foreach (TemplatePart part in _parts)
        {
            text.Append(part.Fill(client, message, extras));
        }

        return text.ToString();
    }

    /// <summary>The same text with everything filled in that is the client's own: a <see cref="Literal"/> where nothing <see cref="VariesByMessage"/>.</summary>
    public Template Bind(ClientData client)
    {
        if (Literal is not null)
        {
            return this;
        }

        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var literal = new StringBuilder();
        foreach (TemplatePart part in _parts)
        {
            if (part.Of is null or { Repeats: Repeats.Client })
            {
                literal.Append(part.Fill(client, 0, []));
                continue;
            }

            AddLiteral();
            parts.Add(part);
        }

        AddLiteral();
        return new Template(parts.ToImmutable());

        void AddLiteral()
        {
            if (literal.Length > 0)
            {
                parts.Add(TemplatePart.Literal(literal.ToString()));
                literal.Clear();
            }
        }
    }
}

/// <summary>A literal, or one placeholder in its place.</summary>
/// <param name="Text">Of a literal: itself.</param>
/// <param name="Of">The placeholder; null for a literal.</param>
/// <param name="Arguments">What stands in its brackets.</param>
/// <param name="Stream">Of its draws.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Extra">The index of its value among those of extra names; -1: it is none.</param>
internal readonly record struct TemplatePart(string Text, Placeholder? Of, ImmutableArray<string> Arguments, ulong Stream, Place Place, int Extra)
{
    public static TemplatePart Literal(string text) => new(text, null, [], 0, Place.Plain, -1);

    public string Fill(ClientData client, long message, ReadOnlySpan<string> extras) =>
        Of is null ? Text
        : Escaping.Escape(Extra >= 0 ? extras[Extra] : Of.Value(new Draw(client, message, Arguments, SeedFor(client, message))), Place);

    private ulong SeedFor(ClientData client, long message) => Of!.Repeats == Repeats.Client ? client.SeedOf(Stream) : client.SeedOf(Stream, message);
}
