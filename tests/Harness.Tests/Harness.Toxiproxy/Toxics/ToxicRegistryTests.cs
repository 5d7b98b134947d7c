using Harness.Toxiproxy;
using Harness.Toxiproxy.Toxics;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class ToxicRegistryTests
{
    [Fact]
    public void Offers_the_stock_servers_toxics_under_their_names() =>
        Assert.Subset(
            ToxiproxyServer.ToxicTypes.ToHashSet(),
            new HashSet<string> { "bandwidth", "latency", "limit_data", "noop", "packet_loss", "reset_peer", "slicer", "slow_close", "timeout" });

    [Fact]
    public void Fails_on_a_name_that_is_registered_twice()
    {
        ToxicRegistry registry = new ToxicRegistry().Add("latency", new LatencyToxic());

        Assert.Throws<ArgumentException>(() => registry.Add("latency", new TimeoutToxic()));
    }
}
