using System.Collections.Immutable;
using System.Globalization;

namespace Harness.Data.Families;

/// <summary>Where a client lives. The fields are drawn one by one: the city need not be in the state.</summary>
internal static class AddressPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("address.street", Repeats.Client, "street and number", draw => draw.Faker.Address.StreetAddress()),
        new("address.city", Repeats.Client, "city", draw => draw.Faker.Address.City()),
        new("address.zip", Repeats.Client, "postal code", draw => draw.Faker.Address.ZipCode()),
        new("address.state", Repeats.Client, "state or region; an American one where the locale has none", draw => draw.Faker.Address.State() is { Length: > 0 } state ? state : draw.English.Address.State()),
        new("address.country", Repeats.Client, "country", draw => draw.Faker.Address.Country()),
        new("address.country_code", Repeats.Client, "two letters (ISO 3166-1)", draw => draw.Faker.Address.CountryCode()),
        new("address.latitude", Repeats.Client, "degrees", draw => draw.Faker.Address.Latitude().ToString("0.0000", CultureInfo.InvariantCulture)),
        new("address.longitude", Repeats.Client, "degrees", draw => draw.Faker.Address.Longitude().ToString("0.0000", CultureInfo.InvariantCulture)),
    ];
}
