using System.Net;
using System.Text.Json.Nodes;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Faults.Toxiproxy;

/// <summary>A toxic as the API's JSON and back: what the server reports of it is the record that was sent.</summary>
public sealed class ToxiproxyToxicTests
{
    public static TheoryData<ToxiproxyToxic, string> Toxics => new()
    {
        { new LatencyToxic { Latency = TimeSpan.FromMilliseconds(200), Jitter = TimeSpan.FromSeconds(1) }, """{"latency":200,"jitter":1000}""" },
        { new BandwidthToxic { KilobytesPerSecond = 64 }, """{"rate":64}""" },
        { new SlowCloseToxic { Delay = TimeSpan.FromMinutes(1) }, """{"delay":60000}""" },
        { new TimeoutToxic { Timeout = TimeSpan.FromMilliseconds(-5) }, """{"timeout":-5}""" },
        { new ResetPeerToxic { Timeout = TimeSpan.FromMilliseconds(7) }, """{"timeout":7}""" },
        { new SlicerToxic { AverageSize = 64, SizeVariation = 32, Delay = TimeSpan.FromMicroseconds(1500) }, """{"average_size":64,"size_variation":32,"delay":1500}""" },
        { new LimitDataToxic { Bytes = 5_000_000_000 }, """{"bytes":5000000000}""" },
        { new PacketLossToxic { LossRate = 0.25, Correlation = 1 }, """{"loss_rate":0.25,"correlation":1}""" },
        { new CustomToxic("noop"), "{}" },
        { new CustomToxic("flap", new() { ["toxic"] = "timeout", ["on"] = 500, ["share"] = 0.5, ["first"] = true }), """{"toxic":"timeout","on":500,"share":0.5,"first":true}""" },
    };

    [Theory]
    [MemberData(nameof(Toxics), DisableDiscoveryEnumeration = true)]
    public async Task What_is_sent_comes_back(ToxiproxyToxic toxic, string attributes)
    {
        toxic = toxic with { Name = "n", Stream = ToxicStream.Upstream, Toxicity = 0.3 };
        string json = $$"""{"name":"n","type":"{{toxic.Type}}","stream":"upstream","attributes":{{attributes}},"toxicity":0.3}""";
        using var server = new CannedServer(HttpStatusCode.OK, json);
        using var client = new ToxiproxyClient(CannedServer.Api, server);

        ToxiproxyToxic answer = await client.AddToxicAsync("p", toxic, Wire.Token);

        Assert.Equal("POST /proxies/p/toxics " + json, server.Asked);
        Assert.Equal(toxic, answer);
        Assert.Equal(toxic.GetHashCode(), answer.GetHashCode());
    }

    [Theory]
    [InlineData("""{"latency":9223372036854775807,"jitter":-9223372036854775808}""", 922337203685477L, -922337203685477L)]
    [InlineData("""{"latency":3,"unknown":"x"}""", 3, 0)]
    [InlineData("""{"latency":null}""", 0, 0)]
    public async Task Times_beyond_a_TimeSpan_are_its_ends_and_the_unknown_is_passed_over(string attributes, long latency, long jitter)
    {
        using var server = new CannedServer(HttpStatusCode.OK, $$"""{"name":"n","type":"latency","stream":"downstream","attributes":{{attributes}},"toxicity":1}""");
        using var client = new ToxiproxyClient(CannedServer.Api, server);

        ToxiproxyToxic toxic = await client.GetToxicAsync("p", "n", Wire.Token);

        Assert.Equal(new LatencyToxic { Name = "n", Latency = TimeSpan.FromMilliseconds(latency), Jitter = TimeSpan.FromMilliseconds(jitter) }, toxic);
    }

    [Fact]
    public void Times_are_rounded_to_the_unit_that_is_sent()
    {
        Assert.Equal(3, (long)new LatencyToxic { Latency = TimeSpan.FromMicroseconds(2600) }.Attributes["latency"]!);
        Assert.Equal(3, (long)new SlicerToxic { Delay = TimeSpan.FromTicks(26) }.Attributes["delay"]!);
    }

    [Fact]
    public void A_custom_toxic_keeps_its_attributes_to_itself()
    {
        JsonObject given = new() { ["on"] = 1 };
        var toxic = new CustomToxic("flap", given);

        given["on"] = 2;
        toxic.Attributes["on"] = 3;

        Assert.Equal(1, (int)toxic.Attributes["on"]!);
        Assert.NotEqual(toxic, new CustomToxic("flap", given));
        Assert.NotEqual(toxic, new CustomToxic("flop", toxic.Attributes));
        Assert.Throws<ArgumentException>(() => new CustomToxic(""));
    }
}
