using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Harness.Seeding;

namespace Harness.Clients;

/// <summary>
/// A text with placeholders in braces that is filled in for each client; <c>{{</c> and <c>}}</c> stand for the braces themselves.
/// Equal seeds give equal texts, except for what the environment gives.
/// </summary>
public sealed class HandshakeTemplate
{
    private const string EnvironmentPrefix = "env:";

    /// <summary>Keeps the draws of a uuid apart from those of the client's jitter.</summary>
    private const ulong UuidStream = 0x0DD5_11D5;

    private readonly ImmutableArray<Part> _parts;

    private HandshakeTemplate(ImmutableArray<Part> parts) => _parts = parts;

    /// <summary>The placeholders there are, as they are written.</summary>
    public static ImmutableArray<string> Placeholders { get; } = ["{client}", "{id}", "{cohort}", "{seed}", "{uuid}", "{env:NAME}"];

    /// <summary>Reads a template.</summary>
    /// <param name="error">What is wrong, to be read after the place where the text stands.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out HandshakeTemplate? template, [NotNullWhen(false)] out string? error)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        var literal = new StringBuilder();
        template = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}') || (i + 1 < text.Length && text[i + 1] == text[i]))
            {
                literal.Append(text[i]);
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
            if (Find(name) is not { } kind)
            {
                error = $"has the unknown placeholder {{{name}}}; known are {string.Join(", ", Placeholders)}";
                return false;
            }

            if (kind == Kind.Environment && Environment.GetEnvironmentVariable(name[EnvironmentPrefix.Length..]) is null)
            {
                error = $"needs the environment variable {name[EnvironmentPrefix.Length..]}, which is not set";
                return false;
            }

            parts.Add(new Part(Kind.Literal, literal.ToString()));
            parts.Add(new Part(kind, kind == Kind.Environment ? name[EnvironmentPrefix.Length..] : ""));
            literal.Clear();
            i = end;
        }

        parts.Add(new Part(Kind.Literal, literal.ToString()));
        template = new HandshakeTemplate(parts.ToImmutable());
        error = null;
        return true;
    }

    /// <summary>Reads a template that a validator has let pass.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static HandshakeTemplate Parse(string text) => TryParse(text, out HandshakeTemplate? template, out string? error) ? template : throw new FormatException($"'{text}' {error}");

    /// <summary>The text for one client.</summary>
    /// <param name="client">Its number in the scenario.</param>
    /// <param name="cohort">Its cohort.</param>
    /// <param name="seed">The run's seed.</param>
    public string Fill(int client, int cohort, ulong seed)
    {
        if (_parts.Length == 1)
        {
            return _parts[0].Text;
        }

        var text = new StringBuilder();
        foreach (Part part in _parts)
        {
            text.Append(part.Kind switch
            {
                Kind.Client => client.ToString(CultureInfo.InvariantCulture),
                Kind.Id => TargetProtocol.ClientId(client),
                Kind.Cohort => cohort.ToString(CultureInfo.InvariantCulture),
                Kind.Seed => seed.ToString(CultureInfo.InvariantCulture),
                Kind.Uuid => Uuid(client, seed),
                Kind.Environment => Environment.GetEnvironmentVariable(part.Text),
                _ => part.Text,
            });
        }

        return text.ToString();
    }

    private static Kind? Find(string name) => name switch
    {
        "client" => Kind.Client,
        "id" => Kind.Id,
        "cohort" => Kind.Cohort,
        "seed" => Kind.Seed,
        "uuid" => Kind.Uuid,
        _ when name.Length > EnvironmentPrefix.Length && name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) => Kind.Environment,
        _ => null,
    };

    /// <summary>In the form of version 4 (RFC 9562 §5.4), so that every reader takes it.</summary>
    private static string Uuid(int client, ulong seed)
    {
        var draws = new SplitMix64(ClientSeed.Of(seed ^ UuidStream, client));
        ulong high = (draws.Next() & ~0xF000UL) | 0x4000;
        ulong low = (draws.Next() & ~(3UL << 62)) | (1UL << 63);
        string digits = high.ToString("x16", CultureInfo.InvariantCulture) + low.ToString("x16", CultureInfo.InvariantCulture);
        return $"{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}";
    }

    private enum Kind : byte
    {
        Literal,
        Client,
        Id,
        Cohort,
        Seed,
        Uuid,
        Environment,
    }

    /// <param name="Text">Of a literal: itself. Of the environment: the variable's name.</param>
    private readonly record struct Part(Kind Kind, string Text);
}
