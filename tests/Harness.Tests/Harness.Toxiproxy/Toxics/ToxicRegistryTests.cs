using Harness.Toxiproxy;
using Harness.Toxiproxy.Toxics;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class ToxicRegistryTests
{
    [Fact]
    public void Offers_the_toxics_under_the_stock_servers_names() =>
        Assert.Superset(
            new HashSet<string> { "latency", "limit_data", "noop", "reset_peer", "slow_close", "timeout" }, new HashSet<string>(ToxiproxyServer.ToxicTypes));

    [Fact]
    public void Fails_on_a_name_that_is_registered_twice()
    {
        ToxicRegistry registry = new ToxicRegistry().Add("latency", new LatencyToxic());

        Assert.Throws<ArgumentException>(() => registry.Add("latency", new TimeoutToxic()));
    }
}
