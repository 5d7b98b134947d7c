using System.Collections.Immutable;
using System.Globalization;
using BogusName = Bogus.DataSets.Name;

namespace Harness.Data.Families;

/// <summary>
/// The person behind a client. Each field has a stream of its own and is made from the others where it has to agree with them, so a client is one
/// person in all of its texts. Addresses of e-mail are of the reserved domains (RFC 2606): nobody is written to by a test.
/// </summary>
internal static class UserPlaceholders
{
    private static readonly DateOnly _oldest = new(1945, 1, 1);
    private static readonly DateOnly _youngest = new(2007, 1, 1);

    public static readonly ImmutableArray<Placeholder> All =
    [
        new("user.name", Repeats.Client, "first and last name", draw => $"{First(draw)} {Last(draw)}"),
        new("user.first_name", Repeats.Client, "first name", First),
        new("user.last_name", Repeats.Client, "last name", Last),
        new("user.gender", Repeats.Client, "`female` or `male`", draw => Gender(draw) == BogusName.Gender.Female ? "female" : "male"),
        new("user.username", Repeats.Client, "made from the name; ends in the client's number, so no other client has it", Username),
        new("user.email", Repeats.Client, "the username at a domain that is reserved for examples", draw => $"{Username(draw)}@{draw.Faker.PickRandom("example.com", "example.net", "example.org")}"),
        new("user.avatar", Repeats.Client, "URL of a picture", draw => draw.Faker.Internet.Avatar()),
        new("user.phone", Repeats.Client, "phone number", draw => draw.Faker.Phone.PhoneNumber()),
        new("user.birthday", Repeats.Client, "a day from 1945 to 2006", draw => Days.Between(_oldest, _youngest.AddDays(-1), draw.Faker.Random)),
        new("user.job", Repeats.Client, "job title", draw => draw.Faker.Name.JobTitle()),
    ];

    private static string First(Draw draw)
    {
        BogusName.Gender gender = Gender(draw);
        return draw.Of("user.first_name").Name.FirstName(gender);
    }

    private static string Last(Draw draw)
    {
        BogusName.Gender gender = Gender(draw);
        return draw.Of("user.last_name").Name.LastName(gender);
    }

    private static BogusName.Gender Gender(Draw draw) => draw.Of("user.gender").Random.Bool() ? BogusName.Gender.Female : BogusName.Gender.Male;

    private static string Username(Draw draw)
    {
        (string first, string last) = (First(draw), Last(draw));
        string name = draw.Of("user.username").Internet.UserName(first, last).ToLowerInvariant();
        return $"{name}-{draw.Client.Client.ToString(CultureInfo.InvariantCulture)}";
    }
}

/// <summary>Days drawn without a clock.</summary>
internal static class Days
{
    public static string Between(DateOnly first, DateOnly last, Bogus.Randomizer random) =>
        first.AddDays(random.Number(0, last.DayNumber - first.DayNumber)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
