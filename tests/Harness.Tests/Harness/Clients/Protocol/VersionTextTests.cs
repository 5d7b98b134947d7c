using System.Text;
using Harness.Clients.Protocol;

namespace Harness.Tests.Clients.Protocol;

public sealed class VersionTextTests
{
    [Theory]
    [InlineData("17", 0, 17)]
    [InlineData(" 17 ", 0, 17)]
    [InlineData("\"17\"", 0, 17)]
    [InlineData("W/\"17\"", 0, 17)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("17", 3, 17_000)]
    [InlineData("17.5", 3, 17_500)]
    [InlineData("1732650000.123456", 6, 1_732_650_000_123_456)]
    [InlineData("2026-11-26T19:40:05Z", 0, 1_795_722_005_000_000)]
    [InlineData("2026-11-26T19:40:05.000001+00:00", 0, 1_795_722_005_000_001)]
    [InlineData("2026-11-26T20:40:05+01:00", 0, 1_795_722_005_000_000)]
    [InlineData("Thu, 26 Nov 2026 19:40:05 GMT", 0, 1_795_722_005_000_000)]
    public void It_is_read(string text, int decimals, long expected)
    {
        Assert.True(VersionText.TryRead(Encoding.UTF8.GetBytes(text), decimals, out long version));
        Assert.Equal(expected, version);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("-1", 0)]
    [InlineData("17.5", 0)]
    [InlineData("17.", 3)]
    [InlineData("17.5555", 3)]
    [InlineData("17.5x", 3)]
    [InlineData("9223372036854775808", 0)]
    [InlineData("9223372036854775807", 1)]
    [InlineData("1e3", 0)]
    [InlineData("\"d41d8cd98f00b204e9800998ecf8427e\"", 0)]
    [InlineData("2026-11-26T19:40:05", 0)]
    [InlineData("2026-11-26", 0)]
    [InlineData("true", 0)]
    public void What_has_no_order_is_none(string text, int decimals) => Assert.False(VersionText.TryRead(Encoding.UTF8.GetBytes(text), decimals, out _));
}
