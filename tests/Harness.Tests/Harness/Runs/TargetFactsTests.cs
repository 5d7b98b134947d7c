using Harness.Clients;
using Harness.Clients.Protocol;
using Harness.Metrics;
using Harness.Runs;
using Harness.Scenarios;

namespace Harness.Tests.Runs;

/// <summary>Which metrics a target gives no facts for.</summary>
public sealed class TargetFactsTests
{
    private static readonly PlaceSettings _place = new() { Json = "$.seq" };
    private static readonly AnnouncementSettings _push = new() { Version = _place };
    private static readonly MatchSettings _reply = new() { Text = "pong" };

    public static TheoryData<ProtocolSettings?, string> Protocols => new()
    {
        { null, "updates.lost updates.skipped updates.duplicate updates.out_of_order updates.delay pushes.lost staleness" },
        { new ProtocolSettings(), "updates.lost updates.skipped updates.duplicate updates.out_of_order updates.delay pushes.lost staleness heartbeat.rtt" },
        { new ProtocolSettings { HeartbeatReply = [_reply], Push = _push }, "updates.lost updates.skipped updates.duplicate updates.out_of_order updates.delay pushes.lost staleness" },
        { new ProtocolSettings { HeartbeatReply = [_reply], Push = _push, PushCarriesData = true }, "updates.delay staleness" },
        { new ProtocolSettings { HeartbeatReply = [_reply], Poll = new PollSettings { Url = "x", Version = _place } }, "updates.duplicate updates.out_of_order updates.delay pushes.lost staleness" },
    };

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Without_control_api(ProtocolSettings? protocol, string expected)
    {
        ClientPolicy policy = PresetRegistry.Find("heartbeat-rounds")!.Policy;
        Assert.Equal(expected + " presence.stale presence.offline", Names(TargetFacts.Missing(Of(protocol, policy), hasControl: false, hasPresence: false)));
    }

    [Fact]
    public void With_control_api_and_presence_nothing_is_missing_but_what_the_protocol_leaves_out()
    {
        ClientPolicy policy = PresetRegistry.Find("heartbeat-rounds")!.Policy;
        Assert.Equal("", Names(TargetFacts.Missing(Of(null, policy), hasControl: true, hasPresence: true)));
        Assert.Equal("", Names(TargetFacts.Missing(Of(new ProtocolSettings { HeartbeatReply = [_reply], Push = _push, PushCarriesData = true }, policy), hasControl: true, hasPresence: true)));
    }

    [Fact]
    public void Pong_frames_are_replies_that_need_no_protocol() =>
        Assert.DoesNotContain("heartbeat.rtt", Names(TargetFacts.Missing(Of(new ProtocolSettings(), PresetRegistry.Find("frame-ping")!.Policy), hasControl: false, hasPresence: false)), StringComparison.Ordinal);

    private static Scenario Of(ProtocolSettings? protocol, ClientPolicy policy) => new()
    {
        Name = "s",
        Clients = new ClientSettings { Policy = policy, Played = policy, Count = 1 },
        Load = [],
        Protocol = protocol,
    };

    private static string Names(MetricNeeds missing) => string.Join(' ', MetricNames.All.Where(metric => (metric.Needs & missing) != 0).Select(metric => metric.Name));
}
