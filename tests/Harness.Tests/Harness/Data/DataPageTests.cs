using Harness.Data;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Data;

/// <summary>docs/data.md names every placeholder with the value that it has for one client; so an update of a library that changes them is seen.</summary>
public sealed class DataPageTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "docs", "data.md"));

    [Fact]
    public void Placeholders_with_their_values()
    {
        ClientData client = new DataSource(new DataSettings(), 1, 10, new Noon()).For(17);
        string[] rows = [.. PlaceholderRegistry.All.Select(each => Row(each, client))];

        string[] written = [.. _page.Split("| placeholder |")[1].Split("\n\n")[0].Split('\n')[2..]];

        Assert.True(rows.SequenceEqual(written), $"docs/data.md must have these rows:\n{string.Join('\n', rows)}");
    }

    [Fact]
    public void Locales()
    {
        string line = $"Locales: {string.Join(", ", DataSettings.Locales.Select(locale => $"`{locale}`"))}.";
        Assert.True(_page.Contains(line, StringComparison.Ordinal), $"docs/data.md must have this line:\n{line}");
    }

    private static string Row(Placeholder each, ClientData client)
    {
        string written = each.Parameters.Length == 0 ? each.Name : $"{each.Name}({each.Example})";
        return $"| `${{{written}}}` | {each.Meaning} | {(each.Repeats == Repeats.Client ? "client" : "message")} | `{client[written]}` |";
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 12, 0, 0, 345, TimeSpan.Zero);
    }
}
