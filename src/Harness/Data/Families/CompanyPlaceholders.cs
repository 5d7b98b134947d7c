using System.Collections.Immutable;

namespace Harness.Data.Families;

/// <summary>Where the person works.</summary>
internal static class CompanyPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("company.name", Repeats.Client, "name", draw => draw.Faker.Company.CompanyName()),
        new("company.slogan", Repeats.Client, "slogan", draw => draw.Faker.Company.CatchPhrase()),
        new("company.department", Repeats.Client, "department", draw => draw.Faker.Commerce.Department(1)),
    ];
}
