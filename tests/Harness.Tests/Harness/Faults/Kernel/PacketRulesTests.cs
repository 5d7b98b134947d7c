using System.Net;
using Harness.Faults.Kernel;

namespace Harness.Tests.Faults.Kernel;

public sealed class PacketRulesTests
{
    private static readonly IPEndPoint _first = IPEndPoint.Parse("127.0.0.1:40001");
    private static readonly IPEndPoint _second = IPEndPoint.Parse("127.0.0.1:40002");
    private static readonly IPEndPoint _six = IPEndPoint.Parse("[::1]:40003");

    [Fact]
    public void A_table_loses_nothing_and_looks_at_loopback_alone() => Same(
        """
        add table inet t
        add chain inet t packets { type filter hook prerouting priority raw; policy accept; }
        add rule inet t packets iif != "lo" accept
        """,
        PacketRules.Make("t"));

    [Theory]
    [InlineData(LostPackets.ToProxy, "add rule inet t fault3 ip daddr . tcp dport { 127.0.0.1 . 40001, 127.0.0.1 . 40002 } drop")]
    [InlineData(LostPackets.FromProxy, "add rule inet t fault3 ip saddr . tcp sport { 127.0.0.1 . 40001, 127.0.0.1 . 40002 } drop")]
    [InlineData(
        LostPackets.Both,
        "add rule inet t fault3 ip daddr . tcp dport { 127.0.0.1 . 40001, 127.0.0.1 . 40002 } drop",
        "add rule inet t fault3 ip saddr . tcp sport { 127.0.0.1 . 40001, 127.0.0.1 . 40002 } drop")]
    public void A_drop_matches_the_proxies_alone(object lost, params string[] rules) => Same(
        string.Join('\n', ["add chain inet t fault3", .. rules, "add rule inet t packets jump fault3"]),
        PacketRules.Drop("t", 3, (LostPackets)lost, [_first, _second]));

    [Fact]
    public void Each_family_has_rules_of_its_own() => Same(
        """
        add chain inet t fault0
        add rule inet t fault0 ip daddr . tcp dport { 127.0.0.1 . 40001 } drop
        add rule inet t fault0 ip6 daddr . tcp dport { ::1 . 40003 } drop
        add rule inet t packets jump fault0
        """,
        PacketRules.Drop("t", 0, LostPackets.ToProxy, [_six, _first]));

    [Fact]
    public void A_server_that_is_gone_hits_the_connections_that_were_open() => Same(
        """
        add set inet t fault1_held_ip { type ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic; size 1048576; elements = { 127.0.0.1 . 50001 . 127.0.0.1 . 40001, 127.0.0.2 . 50002 . 127.0.0.1 . 40002 }; }
        add chain inet t fault1
        add rule inet t fault1 tcp flags & (fin | syn | rst | ack) == syn ip saddr . tcp sport . ip daddr . tcp dport @fault1_held_ip delete @fault1_held_ip { ip saddr . tcp sport . ip daddr . tcp dport }
        add rule inet t fault1 ip daddr . tcp dport . ip saddr . tcp sport @fault1_held_ip reject with tcp reset
        add rule inet t packets jump fault1
        """,
        PacketRules.ServerGone("t", 1, [new(IPEndPoint.Parse("127.0.0.1:50001"), _first), new(IPEndPoint.Parse("127.0.0.2:50002"), _second)]));

    [Fact]
    public void Where_nothing_was_open_nothing_is_hit() => Same(
        """
        add chain inet t fault1
        add rule inet t packets jump fault1
        """,
        PacketRules.ServerGone("t", 1, []));

    [Fact]
    public void A_fault_is_lifted_by_emptying_its_chain_and_the_run_by_deleting_its_table()
    {
        Same("flush chain inet t fault7", PacketRules.Lift("t", 7));
        Same("add table inet t\ndelete table inet t", PacketRules.Delete("t"));
    }

    private static void Same(string expected, string rules) => Assert.Equal(expected.ReplaceLineEndings("\n") + "\n", rules);
}
