using System.Collections.Immutable;

namespace Harness.Scenarios.Files.Config;

/// <summary>What a text that a reader understands by itself looks like. Only the schema asks for it: the reader's own check has the last word.</summary>
public sealed record TextShape
{
    /// <summary>Words that it can be.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>A regular expression that it matches where it is none of <see cref="Words"/>; null: there is nothing but the words, or, without those, any text.</summary>
    public string? Pattern { get; init; }

    /// <summary>What editors can offer.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];
}
