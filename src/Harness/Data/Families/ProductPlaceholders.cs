using System.Collections.Immutable;
using System.Globalization;

namespace Harness.Data.Families;

/// <summary>What is sold.</summary>
internal static class ProductPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("product.name", Repeats.Message, "name", draw => draw.Faker.Commerce.ProductName()),
        new("product.price", Repeats.Message, "from 1.00 to 999.99", draw => draw.Faker.Random.Double(1, 999.99).ToString("0.00", CultureInfo.InvariantCulture)),
        new("product.color", Repeats.Message, "colour", draw => draw.Faker.Commerce.Color()),
    ];
}
