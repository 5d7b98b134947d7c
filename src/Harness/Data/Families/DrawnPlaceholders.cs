using System.Collections.Immutable;
using System.Globalization;

namespace Harness.Data.Families;

/// <summary>What a client draws once and keeps, such as the room that it is in.</summary>
internal static class DrawnPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("own.int", Repeats.Client, "a whole number that the client keeps", draw => draw.Faker.Random.Long(Arguments.Whole(draw.Arguments[0]), Arguments.Whole(draw.Arguments[1])).ToString(CultureInfo.InvariantCulture))
        {
            Parameters = "from,to",
            Example = "1,20",
            Check = Arguments.WholeRange,
        },
        new("own.pick", Repeats.Client, "one of these, which the client keeps", draw => draw.Faker.Random.ArrayElement([.. draw.Arguments]))
        {
            Parameters = "a,b,…",
            Example = "red,green,blue",
            Check = Arguments.Choices,
        },
    ];
}
