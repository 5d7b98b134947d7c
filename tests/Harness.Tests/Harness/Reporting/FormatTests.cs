using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0.0, "0 s")]
    [InlineData(0.00042, "420 µs")]
    [InlineData(0.0009996, "1 ms")]
    [InlineData(0.0421, "42.1 ms")]
    [InlineData(0.2044, "204 ms")]
    [InlineData(0.9994, "999 ms")]
    [InlineData(0.9996, "1 s")]
    [InlineData(1.204, "1.2 s")]
    [InlineData(3.05, "3.05 s")]
    [InlineData(44.13, "44.1 s")]
    [InlineData(119.96, "2 min 00 s")]
    [InlineData(125.0, "2 min 05 s")]
    [InlineData(3599.7, "1 h 00 min")]
    [InlineData(3720.0, "1 h 02 min")]
    [InlineData(-0.25, "−250 ms")]
    [InlineData(double.PositiveInfinity, "never")]
    [InlineData(null, "never")]
    public void Durations_have_about_three_digits(double? seconds, string expected) => Assert.Equal(expected, Format.Seconds(seconds));

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(2000L, "2,000")]
    [InlineData(-1234567L, "-1,234,567")]
    [InlineData(null, "–")]
    public void Counts_have_thousands_separators(long? value, string expected) => Assert.Equal(expected, Format.Count(value));

    [Theory]
    [InlineData(512L, "512 B")]
    [InlineData(1024L, "1 KiB")]
    [InlineData(85_983_232L, "82 MiB")]
    [InlineData(1_073_700_000L, "1 GiB")]
    [InlineData(8_232_280_064L, "7.7 GiB")]
    public void Bytes_are_binary(long bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Theory]
    [InlineData(new int[0], "none")]
    [InlineData(new[] { 4 }, "4")]
    [InlineData(new[] { 7, 1, 0, 2, 2 }, "0–2, 7")]
    public void Runs_of_cohorts_are_folded(int[] cohorts, string expected) => Assert.Equal(expected, Format.Ranges([.. cohorts]));

    [Theory]
    [InlineData(3.0, "3")]
    [InlineData(1234.5, "1,234.5")]
    [InlineData(null, "never")]
    public void Numbers_have_no_needless_digits(double? value, string expected) => Assert.Equal(expected, Format.Number(value));

    [Theory]
    [InlineData(12.3456, "12.346 s")]
    [InlineData(1234.0, "1,234.000 s")]
    public void Instants_are_told_to_the_millisecond(double seconds, string expected) => Assert.Equal(expected, Format.At(seconds));
}
