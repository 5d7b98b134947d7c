using System.Text;
using Harness.Data;
using Harness.Data.Feeds;

namespace Harness.Tests.Data.Feeds;

public sealed class FeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harness-feeds-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("name,token\nanna,t1\nben,t2\n")]
    [InlineData("name,token\r\nanna,t1\r\nben,t2")]
    [InlineData("\ufeffname , token\r\n\r\n\"anna\",\"t1\"\r\n\n\nben,t2\r\n\r\n")]
    public void Lines_end_as_they_like(string text)
    {
        Feed feed = Open("users.csv", text);

        Assert.Equal(["name", "token"], feed.Columns);
        Assert.Equal(["anna t1", "ben t2"], Rows(feed, "${row.name} ${row.token}", 2));
    }

    [Fact]
    public void Quotes_hold_commas_quotes_and_line_ends()
    {
        Feed feed = Open("users.csv", "a,b,c\n\"x,y\",\"say \"\"hi\"\"\",\"two\r\nlines\"\n\"\",, spaced \nä,日本,😀\n");

        Assert.Equal(["x,y|say \"hi\"|two\r\nlines", "|| spaced ", "ä|日本|😀"], Rows(feed, "${row.a}|${row.b}|${row.c}", 3));
    }

    [Fact]
    public void JSON_gives_texts_as_they_are_and_everything_else_as_it_is_written()
    {
        Feed feed = Open("users.json", """[ {"a":"x\"\u00e4\n","b":1.50,"c":{"d":[1, 2]}}, {"c":null,"b":true,"a":""} ]""");

        Assert.Equal(["a", "b", "c"], feed.Columns);
        Assert.Equal(["x\"ä\n|1.50|{\"d\":[1, 2]}", "|true|null"], Rows(feed, "${row.a}|${row.b}|${row.c}", 2));
    }

    [Theory]
    [InlineData("u.csv", "", "is empty (pipes and devices are not read)")]
    [InlineData("u.csv", "\n\r\n", "u.csv is empty")]
    [InlineData("u.csv", "a,b\n", "u.csv has columns, but no rows")]
    [InlineData("u.csv", "a,b\n1,2\n3\n4,5,6\n7\n", "u.csv:3 must have 2 values, as many as there are columns, but has 1, and so have 2 other rows a wrong number")]
    [InlineData("u.csv", "a,b\n\"x\ny\",2\n1,2,3", "u.csv:4 must have 2 values, as many as there are columns, but has 3")]
    [InlineData("u.csv", "a,,b\n1,2,3\n", "u.csv:1 has no name for column 2; the first line names the columns")]
    [InlineData("u.csv", "a,b,a\n1,2,3\n", "u.csv:1 has the column \"a\" twice; the first line names the columns")]
    [InlineData("u.csv", "a;b\n1;2\n", "u.csv:1 has the one column \"a;b\": columns are separated by commas")]
    [InlineData("u.csv", "a\nx\n\"open\n\n", "u.csv:3 has a quote that is never closed")]
    [InlineData("u.csv", "a\n\"x\"y\n", "u.csv:2 has text behind a closing quote: a quote inside a value is written twice")]
    [InlineData("u.csv", "a\nx\"y\n", "u.csv:2 has a quote inside a value: write the value in quotes, and the quote twice")]
    [InlineData("u.json", "{}", "u.json must be a list of objects, [{…}, {…}], but is something else")]
    [InlineData("u.json", "[]", "u.json has no rows")]
    [InlineData("u.json", "[{\"a\":1},\n2]", "u.json:2 must be an object, a row, but is something else")]
    [InlineData("u.json", "[{\"a\":1},\n{\"b\":2}]", "u.json:2 has the key \"b\", and the first row has it not")]
    [InlineData("u.json", "[{\"a\":1,\"b\":2},\n{\"b\":2}]", "u.json:2 has no key \"a\", and the first row has it")]
    [InlineData("u.json", "[{\"a\":1},\n{\"a\":2,\"a\":3}]", "u.json:2 has the key \"a\" twice")]
    [InlineData("u.json", "[{\"a\":1,\"a\":2}]", "u.json:1 has the column \"a\" twice")]
    [InlineData("u.json", "[{}]", "u.json:1 has no keys")]
    [InlineData("u.json", "[{\"a\":1},\n\n{\"a\":}]", "u.json:3 is not JSON: '}' is an invalid start of a value")]
    [InlineData("u.json", "[{\"a\":1}] x", "u.json:1 is not JSON: 'x' is invalid after a single JSON value. Expected end of data")]
    [InlineData("u.json", "[{\"a\":1},\n{\"a\":\"\\ud800\"}]", "u.json:2 has a text with half of a surrogate pair (\\uD800 to \\uDFFF)")]
    public void What_is_no_table_says_where_and_why(string name, string text, string error) => Assert.EndsWith(error, Refused(name, Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("u.csv")]
    [InlineData("u.json")]
    public void What_is_not_UTF_8_says_in_which_line(string name) =>
        Assert.Equal($"{name}:3 is not UTF-8 text", Refused(name, [.. "a\nb\nc"u8, 0xE4, .. "\n"u8]));

    [Fact]
    public void A_file_that_is_not_there_and_a_folder_are_refused()
    {
        Assert.Equal("/nowhere/u.csv does not exist", Assert.Throws<FeedException>(() => Feed.Open(new FeedFile("row", "/nowhere/u.csv"))).Message);
        Assert.Equal($"{_folder} is a folder, not a file", Assert.Throws<FeedException>(() => Feed.Open(new FeedFile("row", _folder))).Message);
        Assert.Equal("/dev/zero is empty (pipes and devices are not read)", Assert.Throws<FeedException>(() => Feed.Open(new FeedFile("row", "/dev/zero"))).Message);
    }

    [Fact]
    public void A_link_is_as_long_as_the_file_that_it_leads_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        string large = Path.Combine(_folder, "large.csv"), link = Path.Combine(_folder, "link.csv"), zero = Path.Combine(_folder, "zero.csv");
        using (FileStream file = File.Create(large))
        {
            file.SetLength(50_000_001);
        }

        File.CreateSymbolicLink(link, large);
        File.CreateSymbolicLink(zero, "/dev/zero");

        Assert.Equal($"{link} has 50000001 bytes, and at most 50000000 are read", Assert.Throws<FeedException>(() => Feed.Open(new FeedFile("row", link))).Message);
        Assert.Equal($"{zero} is empty (pipes and devices are not read)", Assert.Throws<FeedException>(() => Feed.Open(new FeedFile("row", zero))).Message);
    }

    [Fact]
    public void What_is_larger_than_the_limit_is_not_read()
    {
        string path = Path.Combine(_folder, "large.csv");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(50_000_001);
        }

        Assert.Equal($"{path} has 50000001 bytes, and at most 50000000 are read", Assert.Throws<FeedException>(() => Feed.Open(new FeedFile("row", path))).Message);
    }

    [Fact]
    public void Many_columns_and_long_names_are_refused_as_what_they_are()
    {
        Assert.Equal("u.csv:1 has more than 1000 columns; the first line names the columns", Refused("u.csv", Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 100_000)))));
        Assert.StartsWith("u.csv:1 has a column whose name is longer than 100 characters", Refused("u.csv", Encoding.UTF8.GetBytes(new string('x', 1_000_000))), StringComparison.Ordinal);
        Assert.StartsWith("u.json:1 has a column whose name is longer than 100 characters", Refused("u.json", Encoding.UTF8.GetBytes($"[{{\"{new string('x', 1_000_000)}\":1}}]")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_rows_are_held_as_their_text()
    {
        Feed csv = Open("many.csv", "name,token\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"n{i},\"t{i}\"\n")));
        Feed json = Open("many.json", $"[{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"{{\"name\":\"n{i}\",\"token\":\"t{i}\"}}"))}]");

        Assert.Equal((100_000, 100_000), (csv.Rows, json.Rows));
        Assert.Equal("n99999 t99999", Fill(csv, "${row.name} ${row.token}", 99_999));
        Assert.Equal("n99999 t99999", Fill(json, "${row.name} ${row.token}", 99_999));
    }

    [Fact]
    public void Unique_rows_and_rows_in_order_are_those_of_the_clients_numbers()
    {
        const string Text = "a\n0\n1\n2\n";

        Assert.Equal(["0", "1", "2"], Rows(Open("u.csv", Text, FeedPick.Unique), "${row.a}", 3));
        Assert.Equal(["0", "1", "2", "0", "1"], Rows(Open("u.csv", Text), "${row.a}", 5));
        Assert.Throws<InvalidOperationException>(() => Rows(Open("u.csv", Text, FeedPick.Unique), "${row.a}", 4));
    }

    [Fact]
    public void Random_rows_are_drawn_by_the_seed_and_one_clients_columns_are_of_one_row()
    {
        Feed feed = Open("u.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i}\n")), FeedPick.Random);

        string[] drawn = Rows(feed, "${row.a} ${row.b} ${row.a}", 500);

        Assert.Equal(drawn, Rows(feed, "${row.a} ${row.b} ${row.a}", 500));
        Assert.All(drawn, row => Assert.Single(row.Split(' ').Distinct()));
        Assert.InRange(drawn.Distinct().Count(), 45, 50);
        Assert.NotEqual(drawn, Rows(feed, "${row.a} ${row.b} ${row.a}", 500, seed: 2));
    }

    [Fact]
    public void With_each_message_there_is_another_row()
    {
        DataSource inOrder = Source(Open("u.csv", "a,b\n0,0\n1,1\n2,2\n", each: Repeats.Message));
        Template template = inOrder.Compile("${row.a}${row.b}", TextForm.Plain);

        Assert.Equal(["11", "22", "00", "11"], Enumerable.Range(0, 4).Select(message => template.Fill(inOrder.For(1), message)));
        Assert.Equal("22", template.Bind(inOrder.For(1)).Fill(inOrder.For(1), 1));
    }

    [Theory]
    [InlineData("${row.tokn}", "has ${row.tokn}, but u.csv has no column \"tokn\"; did you mean \"token\"?")]
    [InlineData("${row.}", "has ${row.}, but u.csv has no column \"\"; known are name and token")]
    [InlineData("${rwo.token}", "has the unknown placeholder ${rwo.token}; did you mean ${row.token}? there are ")]
    public void A_column_that_is_not_there_is_named_with_the_nearest(string text, string error)
    {
        Assert.False(Template.TryCompile(text, TextForm.Plain, Source(Open("u.csv", "name,token\na,b\n")).Names, out _, out string? said));
        Assert.StartsWith(error, said, StringComparison.Ordinal);
    }

    private static DataSource Source(Feed feed, ulong seed = 1) => new(new DataSettings { Feeds = [feed] }, seed, 10, TimeProvider.System);

    private static string[] Rows(Feed feed, string text, int clients, ulong seed = 1) => [.. Enumerable.Range(0, clients).Select(client => Fill(feed, text, client, seed))];

    private static string Fill(Feed feed, string text, int client, ulong seed = 1)
    {
        DataSource source = Source(feed, seed);
        return source.Compile(text, TextForm.Plain).Fill(source.For(client));
    }

    private Feed Open(string name, string text, FeedPick pick = FeedPick.InOrder, Repeats each = Repeats.Client)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return Feed.Open(new FeedFile("row", path, pick, each));
    }

    private string Refused(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return Assert.Throws<FeedException>(() => Feed.Open(new FeedFile("row", path))).Message;
    }
}
