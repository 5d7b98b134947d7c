using System.Collections.Immutable;
using System.Globalization;
using Harness.Seeding;

namespace Harness.Data.Families;

/// <summary>Who the client is in its run.</summary>
internal static class IdentityPlaceholders
{
    /// <summary>Keeps the draws of a uuid apart from those of the client's jitter.</summary>
    private const ulong UuidStream = 0x0DD5_11D5;

    public static readonly ImmutableArray<Placeholder> All =
    [
        new("client", Repeats.Client, "its number, from 0", draw => draw.Client.Client.ToString(CultureInfo.InvariantCulture)),
        new("id", Repeats.Client, "its id", draw => ClientData.IdOf(draw.Client.Client)),
        new("cohort", Repeats.Client, "its cohort", draw => (draw.Client.Client % draw.Client.Source.Cohorts).ToString(CultureInfo.InvariantCulture)),
        new("seed", Repeats.Client, "the run's seed", draw => draw.Client.Source.Seed.ToString(CultureInfo.InvariantCulture)),
        new("uuid", Repeats.Client, "a UUID of its own", draw => Uuid.Write(draw.Client.SeedOf(UuidStream))),
        new("n", Repeats.Message, "the message's number, from 0; only in messages", draw => draw.Message.ToString(CultureInfo.InvariantCulture)) { CountsMessages = true },
    ];
}

/// <summary>A UUID in the form of version 4 (RFC 9562 §5.4), so that every reader takes it.</summary>
internal static class Uuid
{
    public static string Write(ulong seed)
    {
        var draws = new SplitMix64(seed);
        ulong high = (draws.Next() & ~0xF000UL) | 0x4000;
        ulong low = (draws.Next() & ~(3UL << 62)) | (1UL << 63);
        string digits = high.ToString("x16", CultureInfo.InvariantCulture) + low.ToString("x16", CultureInfo.InvariantCulture);
        return $"{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}";
    }
}
