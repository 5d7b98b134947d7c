using System.Collections.Immutable;
using Harness.Data;
using Harness.Data.Feeds;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary><c>data:</c> of a scenario file: the locale, and feeds, whose files are read here.</summary>
internal static class DataReader
{
    public static DataSettings Read(ConfigValue? value)
    {
        if (value?.Section() is not { } section)
        {
            return new DataSettings();
        }

        var settings = new DataSettings
        {
            Locale = section.Find("locale")?.Text() ?? DataSettings.UsualLocale,
            Feeds = section.Find("feeds")?.Section() is { } feeds ? [.. feeds.Each().Select(feed => ReadFeed(feed.Key, feed.Value)).OfType<Feed>()] : ImmutableArray<Feed>.Empty,
        };
        section.Close();
        return settings;
    }

    /// <summary>A file with its settings, or a file alone.</summary>
    private static Feed? ReadFeed(string name, ConfigValue value)
    {
        if (value.IsText)
        {
            return Open(value, value.File() is { } alone ? new FeedFile(name, alone) : null);
        }

        if (value.Section() is not { } section)
        {
            return null;
        }

        ConfigValue? file = section.Require("file");
        string? path = file?.File();
        FeedPick pick = section.Find("pick")?.OneOf(("unique", FeedPick.Unique), ("in_order", FeedPick.InOrder), ("random", FeedPick.Random)) ?? FeedPick.InOrder;
        Repeats each = section.Find("each")?.OneOf(("client", Repeats.Client), ("message", Repeats.Message)) ?? Repeats.Client;
        section.Close();
        return Open(file, path is null ? null : new FeedFile(name, path, pick, each));
    }

    private static Feed? Open(ConfigValue? place, FeedFile? from)
    {
        try
        {
            return from is null ? null : Feed.Open(from, place!.Room);
        }
        catch (FeedException e)
        {
            place!.Error(e.Message);
            return null;
        }
    }
}
