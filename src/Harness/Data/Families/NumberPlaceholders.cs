using System.Collections.Immutable;
using System.Globalization;

namespace Harness.Data.Families;

/// <summary>Numbers.</summary>
internal static class NumberPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("number.int", Repeats.Message, "a whole number, both ends included", draw => draw.Faker.Random.Long(Arguments.Whole(draw.Arguments[0]), Arguments.Whole(draw.Arguments[1])).ToString(CultureInfo.InvariantCulture))
        {
            Parameters = "from,to",
            Example = "1,100",
            Check = Arguments.WholeRange,
        },
        new("number.decimal", Repeats.Message, "a number with two decimals", draw => draw.Faker.Random.Double(Arguments.Number(draw.Arguments[0]), Arguments.Number(draw.Arguments[1])).ToString("0.00", CultureInfo.InvariantCulture))
        {
            Parameters = "from,to",
            Example = "0,1",
            Check = Arguments.Range,
        },
    ];
}
