using System.Collections.Concurrent;
using Harness.Data;

namespace Harness.Tests.Data;

/// <summary>Equal seeds give equal data, whoever asks, where and in which order.</summary>
public sealed class DeterminismTests
{
    /// <summary>All of them but the clock's.</summary>
    private static readonly string[] _texts =
    [
        .. PlaceholderRegistry.All.Where(each => each.Family != "time").Select(each => each.Parameters.Length == 0 ? $"${{{each.Name}}}" : $"${{{each.Name}({each.Example})}}"),
        "${number.int(1,1000000)} ${number.int(1,1000000)}",
    ];

    public static TheoryData<string> Locales => [.. DataSettings.Locales];

    [Fact]
    public void The_same_seed_gives_the_same_data_in_any_order_and_on_any_thread()
    {
        string[] inOrder = [.. Ask(Source(1))];

        Assert.Equal(inOrder, Ask(Source(1)));
        DataSource source = Source(1);
        var asked = new ConcurrentDictionary<int, string>();
        Parallel.ForEach(Enumerable.Range(0, inOrder.Length).Reverse(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => asked[i] = One(source, i));
        Assert.Equal(inOrder, Enumerable.Range(0, inOrder.Length).Select(i => asked[i]));
    }

    [Fact]
    public void What_Bogus_itself_is_seeded_with_does_not_matter()
    {
        string[] before = [.. Ask(Source(1))];
        Bogus.Randomizer.Seed = new Random(99);
        Assert.Equal(before, Ask(Source(1)));
    }

    [Fact]
    public void Another_seed_gives_other_data()
    {
        DataSource one = Source(1);
        DataSource two = Source(2);
        foreach (string text in _texts.Where(text => text is not ("${client}" or "${id}" or "${cohort}" or "${n}")))
        {
            Template template = one.Compile(text, TextForm.Plain);
            Assert.Contains(Enumerable.Range(0, 50), client => template.Fill(one.For(client)) != template.Fill(two.For(client)));
        }
    }

    [Theory]
    [MemberData(nameof(Locales))]
    public void Every_locale_has_values_for_all_of_them(string locale)
    {
        var source = new DataSource(new DataSettings { Locale = locale }, 1, 10, TimeProvider.System);
        Assert.All(_texts, text => Assert.NotEqual("", source.Compile(text, TextForm.Plain).Fill(source.For(4))));
    }

    [Fact]
    public void Locales_differ()
    {
        string[] names = [.. DataSettings.Locales.Select(locale => new DataSource(new DataSettings { Locale = locale }, 1, 10, TimeProvider.System).For(4)["user.name"])];
        Assert.InRange(names.Distinct().Count(), names.Length * 2 / 3, names.Length);
    }

    [Fact]
    public void A_client_is_one_person_and_no_two_have_one_address()
    {
        DataSource source = Source(7);
        foreach (ClientData client in Enumerable.Range(0, 200).Select(source.For))
        {
            Assert.Equal(client["user.name"], $"{client["user.first_name"]} {client["user.last_name"]}");
            Assert.StartsWith($"{client["user.username"]}@example.", client["user.email"], StringComparison.Ordinal);
        }

        Assert.Equal(2000, Enumerable.Range(0, 2000).Select(client => source.For(client)["user.email"]).Distinct().Count());
    }

    [Fact]
    public void Messages_and_places_in_a_text_have_draws_of_their_own()
    {
        DataSource source = Source(1);
        Template template = source.Compile("${number.int(1,1000000000)} ${number.int(1,1000000000)}", TextForm.Plain);

        string[] numbers = [.. Enumerable.Range(0, 100).SelectMany(n => template.Fill(source.For(1), n).Split(' '))];

        Assert.Equal(200, numbers.Distinct().Count());
    }

    [Fact]
    public void A_uuid_is_the_clients_own_and_the_same_under_the_same_seed()
    {
        string[] first = [.. Enumerable.Range(0, 1000).Select(client => Source(1).For(client)["uuid"])];

        Assert.Equal(first, Enumerable.Range(0, 1000).Select(client => Source(1).For(client)["uuid"]));
        Assert.Equal(2000, first.Concat(Enumerable.Range(0, 1000).Select(client => Source(2).For(client)["uuid"])).Distinct().Count());
        Assert.All(first, uuid => Assert.Equal((4, 8), (Guid.Parse(uuid).Version, Guid.Parse(uuid).Variant & 0xC)));
    }

    private static DataSource Source(ulong seed) => new(new DataSettings(), seed, 10, TimeProvider.System);

    private static IEnumerable<string> Ask(DataSource source) => Enumerable.Range(0, 20 * _texts.Length).Select(i => One(source, i));

    private static string One(DataSource source, int i) => source.Compile(_texts[i % _texts.Length], TextForm.Plain).Fill(source.For(i / _texts.Length), i % 3);
}
