using System.Collections.Immutable;

namespace Harness.Data.Families;

/// <summary>What is anything but text or number.</summary>
internal static class RandomPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("random.uuid", Repeats.Message, "a UUID", draw => Uuid.Write(draw.Seed)),
        new("random.bool", Repeats.Message, "`true` or `false`", draw => draw.Faker.Random.Bool() ? "true" : "false"),
        new("random.pick", Repeats.Message, "one of these", draw => draw.Faker.Random.ArrayElement([.. draw.Arguments])) { Parameters = "a,b,…", Example = "like,share,leave", Check = Arguments.Choices },
        new("random.date", Repeats.Message, "a day, both ends included", draw => Days.Between(Arguments.Day(draw.Arguments[0]), Arguments.Day(draw.Arguments[1]), draw.Faker.Random))
        {
            Parameters = "from,to",
            Example = "2020-01-01,2024-12-31",
            Check = Arguments.Days,
        },
    ];
}
