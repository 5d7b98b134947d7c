using System.Globalization;
using Harness.Data;
using Harness.Data.Feeds;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Locale and feeds: known, with names of their own, and with rows enough.</summary>
internal static class DataRule
{
    private const string Path = "data";

    public static void Check(Scenario scenario, Findings findings)
    {
        DataSettings data = scenario.Data;
        if (data.Locale != DataSettings.UsualLocale && !DataSettings.Locales.Contains(data.Locale))
        {
            findings.Error($"{Path}.locale", $"{Units.Quote(data.Locale)} is not known; {Suggest(data.Locale)}known are {Nearest.Join(DataSettings.Locales, "and")}");
        }

        foreach (Feed feed in data.Feeds)
        {
            string path = PathOf(feed.Name);
            if (!IsName(feed.Name))
            {
                findings.Error(path, "must be named with letters, digits, '_' and '-', a letter first");
            }
            else if (PlaceholderRegistry.Families.Contains(feed.Name))
            {
                findings.Error(path, $"must have a name of its own: ${{{feed.Name}…}} is something else already; {Nearest.Join(PlaceholderRegistry.Families, "and")} are taken");
            }

            if (feed.From is { Pick: FeedPick.Unique, Each: Repeats.Message })
            {
                findings.Error($"{path}.each", "must be client where pick is unique: messages have no end, and rows have");
            }
            else if (feed.From.Pick == FeedPick.Unique && LoadSizeRule.CanBeSized(findings) && TooFew(feed, Clients(scenario)) is { } tooFew)
            {
                findings.Error($"{path}.pick", tooFew);
            }
        }
    }

    /// <summary>What is wrong with a feed of unique rows for so many clients; null if nothing is.</summary>
    private static string? TooFew(Feed feed, double clients) => feed.Rows < clients
        ? string.Create(CultureInfo.InvariantCulture, $"is unique, so {System.IO.Path.GetFileName(feed.From.Path)} must have a row for each of {clients:0} clients, but has {feed.Rows}")
        : null;

    /// <summary>How many clients there are at least. Those that follow others in their places may be more; the plan tells.</summary>
    private static double Clients(Scenario scenario) => scenario.Populations.Sum(population => LoadSize.Of(scenario.Settle(population)).Certain);

    /// <summary>Where a scenario has the feed of a name.</summary>
    internal static string PathOf(string feed) => $"{Path}.feeds.{feed}";

    private static string Suggest(string locale) => Nearest.Find(locale, DataSettings.Locales) is { } near ? $"did you mean \"{near}\"? " : "";

    private static bool IsName(string name) => name.Length is > 0 and <= 40 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
