using Harness.Faults;
using Harness.Faults.Kernel;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Scenarios;

namespace Harness.Tests.Faults;

/// <summary>Which backend makes which fault, and which packets it loses.</summary>
public sealed class FaultRecipesTests
{
    private static readonly Dictionary<string, Fault> _faults = new()
    {
        ["latency"] = new LatencyFault { At = TimeSpan.Zero, Share = 1, Latency = TimeSpan.FromSeconds(1) },
        ["silent-drop"] = new SilentDropFault { At = TimeSpan.Zero, Share = 1 },
        ["upstream"] = new OneWayDropFault { At = TimeSpan.Zero, Share = 1, Direction = LostDirection.Upstream },
        ["downstream"] = new OneWayDropFault { At = TimeSpan.Zero, Share = 1, Direction = LostDirection.Downstream },
        ["server gone"] = new HalfOpenFault { At = TimeSpan.Zero, Share = 1, Gone = GoneSide.Server },
        ["partition"] = new PartitionFault { At = TimeSpan.Zero, Share = 1 },
        ["zombie"] = new ZombieFault { At = TimeSpan.Zero, Share = 1 },
        ["suspend"] = new SuspendFault { At = TimeSpan.Zero, Share = 1 },
        ["client gone"] = new HalfOpenFault { At = TimeSpan.Zero, Share = 1, Gone = GoneSide.Client },
    };

    [Theory]
    [InlineData("latency", FaultBackend.Toxiproxy, FaultBackend.Toxiproxy)]
    [InlineData("silent-drop", FaultBackend.Toxiproxy, FaultBackend.Kernel, LostPackets.Both)]
    [InlineData("upstream", FaultBackend.Toxiproxy, FaultBackend.Kernel, LostPackets.ToProxy)]
    [InlineData("downstream", FaultBackend.Toxiproxy, FaultBackend.Kernel, LostPackets.FromProxy)]
    [InlineData("server gone", FaultBackend.Toxiproxy, FaultBackend.Kernel)]
    [InlineData("partition", FaultBackend.Toxiproxy, FaultBackend.Kernel, LostPackets.Both)]
    [InlineData("zombie", FaultBackend.Target, FaultBackend.Target)]
    [InlineData("suspend", FaultBackend.Clients, FaultBackend.Clients)]
    [InlineData("client gone", FaultBackend.Clients, FaultBackend.Clients)]
    public async Task The_packet_filter_makes_what_it_can_and_the_rest_is_made_as_ever(string fault, FaultBackend without, FaultBackend with, object? lost = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "packets are filtered on Linux only");
        // A program that takes every rule.
        await using PacketFilter filter = await PacketFilter.OpenAsync("0a1b2c3d", new NftProgram("true"), "");

        IFaultRecipe filtered = FaultRecipes.For(_faults[fault], filter);

        Assert.Equal(without, FaultRecipes.For(_faults[fault]).Backend);
        Assert.Equal(with, filtered.Backend);
        Assert.Equal((LostPackets?)lost, (filtered as PacketDropRecipe)?.Lost);
    }

    [Fact]
    public void A_stock_proxy_gets_its_own_recipe_only_where_it_lacks_the_toxic()
    {
        Assert.IsType<ServerGoneRecipe>(FaultRecipes.For(_faults["server gone"]));
        Assert.IsType<StockServerGoneRecipe>(FaultRecipes.For(_faults["server gone"], stock: true));
        Assert.IsType<ToxicRecipe>(FaultRecipes.For(_faults["silent-drop"], stock: true));
    }
}
