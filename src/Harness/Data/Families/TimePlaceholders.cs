using System.Collections.Immutable;
using System.Globalization;

namespace Harness.Data.Families;

/// <summary>When the text is filled in, by the machine's clock: with the environment, the only data that no seed decides.</summary>
internal static class TimePlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("time.unix_ms", Repeats.Message, "milliseconds since 1970", draw => draw.Client.Source.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        new("time.unix", Repeats.Message, "seconds since 1970", draw => draw.Client.Source.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        new("time.iso", Repeats.Message, "UTC, ISO 8601", draw => draw.Client.Source.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
    ];
}
