using Harness.Scenarios.Files.Config;

namespace Harness.Tests.Scenarios;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("12s", 12_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0s", 0)]
    [InlineData("0.5ms", 0.5)]
    [InlineData("-5s", -5000)]
    [InlineData("168h", 604_800_000)]
    public void Durations_are_read(string text, double milliseconds)
    {
        Assert.True(Units.TryDuration(text, out TimeSpan value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("s")]
    [InlineData("")]
    [InlineData("12 s")]
    [InlineData("12S")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("1m30s")]
    [InlineData("169h")]
    [InlineData("99999999999999999999999999999999s")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Units.TryDuration(text, out _));

    [Theory]
    [InlineData("5/s", 5)]
    [InlineData("300/min", 5)]
    [InlineData("1800/h", 0.5)]
    [InlineData("0/s", 0)]
    public void Rates_are_per_second(string text, double perSecond)
    {
        Assert.True(Units.TryRate(text, out double value));
        Assert.Equal(perSecond, value);
    }

    [Theory]
    [InlineData("20KB/min", 20_000 / 60.0)]
    [InlineData("512B/s", 512)]
    [InlineData("1.5MB/h", 1_500_000 / 3600.0)]
    [InlineData("1KiB/s", 1024)]
    [InlineData("2MiB/min", 2_097_152 / 60.0)]
    public void Bytes_per_time_are_per_second(string text, double perSecond)
    {
        Assert.True(Units.TryByteRate(text, out double value));
        Assert.Equal(perSecond, value, 6);
    }

    [Theory]
    [InlineData("20KB")]
    [InlineData("20/min")]
    [InlineData("KB/min")]
    [InlineData("20kB/min")]
    [InlineData("20KB/d")]
    [InlineData("20KB/")]
    public void What_is_no_bytes_per_time_is_refused(string text) => Assert.False(Units.TryByteRate(text, out _));

    [Theory]
    [InlineData("30%", 0.3)]
    [InlineData("0.3", 0.3)]
    [InlineData("100%", 1)]
    [InlineData("12.5%", 0.125)]
    public void Shares_are_percent_or_parts_of_one(string text, double share)
    {
        Assert.True(Units.TryShare(text, out double value));
        Assert.Equal(share, value);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(250, "250ms")]
    [InlineData(3050, "3.05s")]
    [InlineData(60_000, "60s")]
    [InlineData(120_000, "2m")]
    [InlineData(7_200_000, "2h")]
    [InlineData(-5000, "-5s")]
    public void Durations_are_shown_as_they_are_written(double milliseconds, string shown)
    {
        Assert.Equal(shown, Units.Show(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.True(Units.TryDuration(shown, out TimeSpan again));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), again);
    }

    [Theory]
    [InlineData("prest", "preset")]
    [InlineData("Preset", "preset")]
    [InlineData("fetch-on-open", "fetch_on_open")]
    [InlineData("cuont", "count")]
    [InlineData("populations", null)]
    public void The_nearest_key_is_found(string given, string? near) =>
        Assert.Equal(near, Nearest.Find(given, ["preset", "count", "heartbeat", "fetch_on_open"]));
}
