using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

/// <summary>However a stream is cut, the same is heard; valid streams and broken ones, both roles, from fixed seeds.</summary>
public sealed class MessageAssemblerPropertyTests
{
    public static TheoryData<WebSocketRole, int> Seeds => [.. from role in Enum.GetValues<WebSocketRole>() from seed in Enumerable.Range(1, 20) select (role, seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Byte_by_byte_and_random_cuts_equal_the_whole(WebSocketRole reader, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var stream = RandomStream.Valid(random, reader == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client, out var expected);
            if (round % 2 == 1)
            {
                RandomStream.Break(random, stream);
                expected = null;
            }

            var whole = Frames.ReadWhole(reader, stream, max: 100_000);
            Assert.Equal(expected ?? whole, whole);
            Assert.Equal(whole, Frames.Read(reader, stream, _ => 1, max: 100_000));
            Assert.Equal(whole, Frames.Read(reader, stream, _ => random.Next(1, 300), max: 100_000));
        }
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public void Noise_never_throws(WebSocketRole reader)
    {
        var random = new Random(3);
        for (var round = 0; round < 5000; round++)
        {
            var noise = new byte[random.Next(1, 64)];
            random.NextBytes(noise);
            Assert.Equal(Frames.ReadWhole(reader, noise), Frames.Read(reader, noise, _ => 1));
        }
    }
}
