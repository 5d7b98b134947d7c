using System.Collections.Immutable;
using Harness.Data.Feeds;

namespace Harness.Data;

/// <summary>What the texts of a scenario's clients are filled from, besides the client itself.</summary>
public sealed record DataSettings
{
    /// <summary>The locale where nothing is said about it.</summary>
    public const string UsualLocale = "en";

    /// <summary>Whose names, addresses and words: one of <see cref="Locales"/>.</summary>
    public string Locale { get; init; } = UsualLocale;

    /// <summary>Files of rows; the name of each is the family of its placeholders, <c>${name.column}</c>.</summary>
    public ImmutableArray<Feed> Feeds { get; init; } = [];

    /// <summary>The same without what the files hold, for a process that reads them itself.</summary>
    public DataFiles Files => new() { Locale = Locale, Feeds = [.. Feeds.Select(feed => feed.From)] };

    /// <summary>The locales that there are, in order of names.</summary>
    public static ImmutableArray<string> Locales { get; } = [.. Bogus.Database.GetAllLocales().Order(StringComparer.Ordinal)];
}

/// <summary><see cref="DataSettings"/> as they are given to another process.</summary>
public sealed record DataFiles
{
    public string Locale { get; init; } = DataSettings.UsualLocale;

    public ImmutableArray<FeedFile> Feeds { get; init; } = [];

    /// <summary>Reads the files.</summary>
    /// <exception cref="FeedException">One is not what it was, or not there.</exception>
    public DataSettings Open() => new() { Locale = Locale, Feeds = [.. Feeds.Select(Feed.Open)] };
}
