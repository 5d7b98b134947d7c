using Harness.Data;
using Harness.Data.Feeds;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

/// <summary><c>data:</c>, and the texts that are filled from it.</summary>
public sealed class DataReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harness-data-").FullName;

    public DataReaderTests()
    {
        File.WriteAllText(Path.Combine(_folder, "users.csv"), "login,token\na,t1\nb,t2\n");
        File.WriteAllText(Path.Combine(_folder, "ragged.csv"), "login,token\na\n");
        File.WriteAllText(Path.Combine(_folder, "rooms.json"), """[{"name":"lobby"}]""");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_file_says_is_what_texts_are_filled_from()
    {
        LoadResult loaded = Parse("""
            data:
              locale: de_AT
              feeds:
                row: { file: users.csv, pick: unique }
                room: rooms.json
                word: { file: users.csv, pick: random, each: message }
            """, "send: { every: 1s, message: \"${row.token} ${room.name} ${word.login}\" }");

        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        DataSettings data = Assert.Single(loaded.Scenarios).Scenario.Data;
        Assert.Equal("de_AT", data.Locale);
        Assert.Equal(
            [
                new FeedFile("row", Path.Combine(_folder, "users.csv"), FeedPick.Unique),
                new FeedFile("room", Path.Combine(_folder, "rooms.json"), FeedPick.InOrder),
                new FeedFile("word", Path.Combine(_folder, "users.csv"), FeedPick.Random, Repeats.Message),
            ],
            data.Files.Feeds);
        Assert.Equal(data.Files, data.Files.Open().Files, (one, two) => one!.Locale == two!.Locale && one.Feeds.SequenceEqual(two.Feeds));
    }

    [Theory]
    [InlineData("data: { feeds: { row: users.csv } }", "send: { every: 1s, message: \"${row.tokn}\" }", "5: clients.send.message has ${row.tokn}, but users.csv has no column \"tokn\"; did you mean \"token\"?")]
    [InlineData("data: { feeds: { row: { file: users.csv, pick: unique } } }", "count: 3", "6: data.feeds.row.pick is unique, so users.csv must have a row for each of 3 clients, but has 2")]
    [InlineData("data: { feeds: { row: { file: users.csv, pick: unique, each: message } } }", "", "6: data.feeds.row.each must be client where pick is unique: messages have no end, and rows have")]
    [InlineData("data: { feeds: { row: ragged.csv } }", "send: { every: 1s, message: \"${row.login} ${row.nothing}\" }", "6: data.feeds.row ragged.csv:2 must have 2 values, as many as there are columns, but has 1")]
    [InlineData("data: { feeds: { user: users.csv } }", "", "6: data.feeds.user must have a name of its own: ${user…} is something else already; client, id, cohort, seed, uuid, n, user, address, company, internet, own, text, number, random, product, time and env are taken")]
    [InlineData("data: { feeds: { \"2nd\": users.csv } }", "", "6: data.feeds.2nd must be named with letters, digits, '_' and '-', a letter first")]
    public void What_cannot_be_is_refused(string data, string clients, string error)
    {
        LoadResult loaded = Parse(data, clients);
        Assert.Equal([$"{Path.Combine(_folder, "f.yaml")}:{error}"], loaded.Errors);
    }

    [Fact]
    public void Both_the_feed_and_a_text_that_asks_for_something_else_are_reported() => Assert.Equal(
        2, Parse("data: { feeds: { row: ragged.csv } }", "send: { every: 1s, message: \"${row.login} ${usr.name}\" }\n  handshake: { headers: { X: \"${usr.name}\" } }").Errors.Length);

    [Theory]
    [InlineData("Authorization: \"Bearer abcdefgh\"", true)]
    [InlineData("Authorization: \"Bearer ${row.token}\"", false)]
    [InlineData("X-Api-Key: abcdefgh", true)]
    [InlineData("X-Session: guest", false)]
    [InlineData("X-Other: abcdefghijk", false)]
    [InlineData("X-Other: \"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc\"", true)]
    public void What_looks_like_a_secret_in_the_file_is_warned_of(string header, bool warned)
    {
        LoadResult loaded = Parse("data: { feeds: { row: users.csv } }", $"handshake: {{ headers: {{ {header} }} }}");

        Assert.Empty(loaded.Errors);
        Assert.Equal(
            warned ? [$"{Path.Combine(_folder, "f.yaml")}:5: clients.handshake.headers.{header.Split(':')[0]} looks like a secret, which every reader of the file can use: set it in the environment and write ${{env.NAME}}, which no report shows"] : [],
            loaded.Warnings);
    }

    [Fact]
    public void What_begins_as_JSON_and_is_none_is_warned_of() => Assert.Equal(
        [$"{Path.Combine(_folder, "f.yaml")}:5: clients.send.message begins as JSON does and is none: values go in as they are, unescaped"],
        Parse("", "send: { every: 1s, message: \"{\\\"text\\\": \\\"${text.word}\\\",}\" }").Warnings);

    [Fact]
    public void Another_number_of_clients_is_checked_against_the_rows()
    {
        Scenario scenario = Assert.Single(Parse("data: { feeds: { row: { file: users.csv, pick: unique } } }", "").Scenarios).Scenario;

        Assert.Equal(
            ["data.feeds.row.pick is unique, so users.csv must have a row for each of 50 clients, but has 2"],
            Harness.Scenarios.Files.Validation.ScenarioValidator.Validate(scenario.WithClients(50)).Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Each_population_has_texts_and_all_of_them_share_the_rows()
    {
        LoadResult loaded = ScenarioFile.Parse(
            """
            name: base
            data: { feeds: { row: { file: users.csv, pick: unique } } }
            topics: { updates: 0/s }
            cohorts: 1
            populations:
              - { name: one, preset: ping-timeout, count: 1, handshake: { headers: { X: "${row.token}" } } }
              - { name: two, preset: ping-timeout, count: 2, handshake: { headers: { X: "${row.tokn}" } } }
            load:
              - ramp: { over: 1s }
            """, Path.Combine(_folder, "f.yaml"));

        Assert.Equal(
            [
                $"{Path.Combine(_folder, "f.yaml")}:2: data.feeds.row.pick is unique, so users.csv must have a row for each of 3 clients, but has 2",
                $"{Path.Combine(_folder, "f.yaml")}:7: populations[1].handshake.headers.X has ${{row.tokn}}, but users.csv has no column \"tokn\"; did you mean \"token\"?",
            ],
            loaded.Errors);
    }

    [Fact]
    public void Clients_that_come_one_after_the_other_are_counted_before_a_run()
    {
        LoadResult loaded = ScenarioFile.Parse(
            """
            name: base
            data: { feeds: { row: { file: users.csv, pick: unique } } }
            topics: { updates: 0/s }
            cohorts: 1
            clients: { preset: ping-timeout, count: 1 }
            load:
              - ramp: { over: 1s }
              - hold: { for: 3s }
            """, Path.Combine(_folder, "f.yaml"));
        Scenario scenario = Assert.Single(loaded.Scenarios).Scenario;
        RunPlan plan = RunPlan.Create(scenario, 1);

        FeedNeeds.Check(scenario, plan);
        UsageException e = Assert.Throws<UsageException>(() => FeedNeeds.Check(scenario, plan with { Sessions = [.. Enumerable.Repeat(plan.Sessions[0], 3)] }));

        Assert.Equal(
            "base: data.feeds.row.pick is unique, and users.csv has 2 rows, but under --seed 1 the load brings 3 clients in all, those that follow others included. Give it more rows, or pick in_order.", e.Message);
    }

    [Fact]
    public void Rows_that_are_enough_for_the_sessions_that_run_are_enough()
    {
        File.WriteAllText(Path.Combine(_folder, "two-hundred.csv"), "token\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"t{i}\n")));
        LoadResult loaded = ScenarioFile.Parse(
            """
            name: base
            data: { feeds: { row: { file: two-hundred.csv, pick: unique } } }
            topics: { updates: 0/s }
            clients: { preset: ping-timeout, count: 100, lifetime: { constant: { time: 30s } } }
            load:
              - keep: { for: 60s }
            """, Path.Combine(_folder, "f.yaml"));

        Assert.Empty(loaded.Errors);
        Scenario scenario = Assert.Single(loaded.Scenarios).Scenario;
        RunPlan plan = RunPlan.Create(scenario, 1);
        Assert.Equal(200, plan.Sessions.Length);
        FeedNeeds.Check(scenario, plan);
    }

    [Fact]
    public void All_feeds_together_have_a_largest_size()
    {
        // Two of the three are read: each is its own head line and row, and as long as a feed may be.
        byte[] large = new byte[49_000_000];
        Array.Fill(large, (byte)'x');
        "a\n"u8.CopyTo(large);
        File.WriteAllBytes(Path.Combine(_folder, "large.csv"), large);

        LoadResult loaded = Parse("data: { feeds: { one: large.csv, two: large.csv, three: large.csv } }", "");

        Assert.Equal(
            [$"{Path.Combine(_folder, "f.yaml")}:6: data.feeds.three {Path.Combine(_folder, "large.csv")} has 49000000 bytes, and the files that a scenario names have at most 100000000 together"],
            loaded.Errors);
    }

    private LoadResult Parse(string data, string clients) => ScenarioFile.Parse(
        $$"""
        name: base
        clients:
          preset: ping-timeout
          {{(clients.StartsWith("count", StringComparison.Ordinal) ? clients : "count: 2")}}
          {{(clients.StartsWith("count", StringComparison.Ordinal) || clients.Length == 0 ? "fetch_on_open: true" : clients)}}
        {{data}}
        cohorts: 1
        topics: { updates: 0/s }
        load:
          - ramp: { over: 1s }
        """, Path.Combine(_folder, "f.yaml"));
}
