using System.Collections.Immutable;
using Harness.Data.Feeds;
using Harness.Scenarios.Files.Config;

namespace Harness.Data;

/// <summary>What a text may hold: the placeholders of <see cref="PlaceholderRegistry"/>, the columns of feeds, the environment, and what its user adds.</summary>
/// <param name="settings">Whose feeds.</param>
public sealed class TemplateNames(DataSettings settings)
{
    private const int LongestShown = 48;

    private readonly ImmutableArray<Feed> _feeds = settings.Feeds;

    /// <summary>Names without feeds, for texts that belong to no scenario.</summary>
    public static TemplateNames WithoutFeeds { get; } = new(new DataSettings());

    /// <summary>Names that were added, in the order in which <see cref="Template.Fill"/> takes their values.</summary>
    public ImmutableArray<string> Extras { get; private init; } = [];

    /// <summary>Why <c>${n}</c> has no value here, to be read after it; null: messages are counted.</summary>
    public string? Uncounted { get; private init; }

    /// <summary>The same names and these, whose values are given at each filling. They hide others of the same name.</summary>
    public TemplateNames With(params ReadOnlySpan<string> names) => new(settings) { Extras = [.. Extras, .. names], Uncounted = Uncounted };

    /// <summary>The same names but for <c>${n}</c>.</summary>
    /// <param name="why">To be read after it, such as <c>counts messages, and a handshake is none</c>.</param>
    public TemplateNames WithoutCount(string why) => new(settings) { Extras = Extras, Uncounted = why };

    /// <summary>The placeholder of that name; null when <paramref name="error"/> says why there is none.</summary>
    internal Placeholder? Find(string name, out string? error)
    {
        error = null;
        if (Extras.Contains(name))
        {
            return new Placeholder(name, Repeats.Message, "given at each filling", _ => "");
        }

        if (name.StartsWith(EnvironmentVariables.Prefix, StringComparison.Ordinal))
        {
            return EnvironmentVariables.Find(name[EnvironmentVariables.Prefix.Length..], out error);
        }

        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && _feeds.FirstOrDefault(feed => feed.Name == name[..dot]) is { } feed)
        {
            return feed.Find(name[(dot + 1)..], out error);
        }

        if (PlaceholderRegistry.Find(name) is not { } found)
        {
            error = $"has the unknown placeholder ${{{(name.Length > LongestShown ? name[..LongestShown] + "…" : name)}}}; {Suggest(name)}there are {Nearest.Join(Families(), "and")} (docs/data.md)";
            return null;
        }

        error = found.CountsMessages && Uncounted is { } why ? $"has ${{{name}}}, which {why}" : null;
        return error is null ? found : null;
    }

    private string Suggest(string name)
    {
        IEnumerable<string> known = [.. Extras, .. PlaceholderRegistry.All.Select(each => each.Name), .. _feeds.SelectMany(feed => feed.Columns.Select(column => $"{feed.Name}.{column}"))];
        return Nearest.Find(name, known) is { } near ? $"did you mean ${{{near}}}? " : "";
    }

    /// <summary>Such as <c>id</c> and <c>user.…</c>.</summary>
    private ImmutableArray<string> Families() =>
    [
        .. Extras,
        .. PlaceholderRegistry.All.Where(each => !(each.CountsMessages && Uncounted is not null)).Select(each => each.Family == each.Name ? each.Name : $"{each.Family}.…").Distinct(),
        .. _feeds.Select(feed => $"{feed.Name}.…"),
        $"{EnvironmentVariables.Prefix}NAME",
    ];
}
