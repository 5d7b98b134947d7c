using System.Collections.Immutable;
using Harness.Data;

namespace Harness.Clients.Protocol;

/// <summary>What the texts of a protocol can hold beyond the data of a client, and in what form they go out.</summary>
public static class ProtocolTexts
{
    /// <summary>The topic's name.</summary>
    public const string Topic = "topic";

    /// <summary>The names of all topics of the client, as a JSON array.</summary>
    public const string Topics = "topics";

    /// <summary>The version that the client holds; 0: none.</summary>
    public const string Version = "version";

    /// <summary>How long the server may hold its answer, in milliseconds.</summary>
    public const string Wait = "wait";

    /// <summary>What a subscription can name, in the order in which values are given.</summary>
    public static ImmutableArray<string> OfSubscription { get; } = [Topic, Topics];

    /// <summary>What the URL of a poll can name.</summary>
    public static ImmutableArray<string> OfUrl { get; } = [Topic, Version, Wait];

    /// <summary>What a header of a poll can name.</summary>
    public static ImmutableArray<string> OfHeader { get; } = [Topic];

    /// <summary>Whether a text that can be filled in has this one of the names above.</summary>
    /// <param name="names">What it can hold besides.</param>
    public static bool Has(string text, string name, TemplateNames names) =>
        !Template.TryCompile(text, TextForm.Plain, names.With([.. new[] { Topic, Topics, Version, Wait }.Where(other => other != name)]), out _, out _);
}
