using System.Collections.Immutable;

namespace Harness.Data.Families;

/// <summary>What a server may log of a client. None of it is what the client's sockets really have.</summary>
internal static class InternetPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("internet.ip", Repeats.Client, "IPv4 address", draw => draw.Faker.Internet.Ip()),
        new("internet.ipv6", Repeats.Client, "IPv6 address", draw => draw.Faker.Internet.Ipv6()),
        new("internet.mac", Repeats.Client, "MAC address", draw => draw.Faker.Internet.Mac()),
        new("internet.domain", Repeats.Client, "domain", draw => draw.Faker.Internet.DomainName()),
        new("internet.user_agent", Repeats.Client, "a browser's `User-Agent`", draw => draw.Faker.Internet.UserAgent()),
    ];
}
