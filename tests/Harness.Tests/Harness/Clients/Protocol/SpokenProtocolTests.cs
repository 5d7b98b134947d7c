using System.Text;
using Harness.Clients;
using Harness.Clients.Protocol;
using Harness.Data;

namespace Harness.Tests.Clients.Protocol;

/// <summary>What a described protocol makes of messages, and what it says.</summary>
public sealed class SpokenProtocolTests
{
    private static readonly DataSource _data = new(new DataSettings(), seed: 1, cohorts: 10, TimeProvider.System);

    private static readonly ProtocolSettings _settings = new()
    {
        Topics = new TopicNameSettings { Template = "news-${number}" },
        Heartbeat = """{"t":"hb","from":"${id}"}""",
        HeartbeatReply = [Json(("$.t", "hb_ack")), new MatchSettings { Pattern = "^PONG:\\d+$" }, new MatchSettings { Text = "pong" }],
        ServerHeartbeat = [Json(("$.t", "ping"), ("$.n", "1"))],
        ServerHeartbeatAnswer = """{"t":"pong"}""",
        AuthenticationError = [Json(("$.error.code", "401"))],
        Subscribe = """{"op":"sub","d":{"ch":${topics}}}""",
        Subscribed = new AnnouncementSettings { Match = [Json(("$.op", "subbed"))], Topic = At("$.d.ch"), Version = At("$.d.seq") },
        Push = new AnnouncementSettings { Match = [Json(("$.op", "msg"))], Topic = At("$.d.ch"), Version = At("$.d.seq") },
        PushCarriesData = true,
    };

    [Theory]
    [InlineData("""{"ts":5,"t":"hb_ack"}""", MessageClass.HeartbeatReply)]
    [InlineData("PONG:17", MessageClass.HeartbeatReply)]
    [InlineData("pong", MessageClass.HeartbeatReply)]
    [InlineData("pong ", MessageClass.Other)]
    [InlineData("""{"t":"ping","n":1}""", MessageClass.ServerHeartbeat)]
    [InlineData("""{"t":"ping","n":2}""", MessageClass.Other)]
    [InlineData("""{"error":{"code":401}}""", MessageClass.AuthenticationError)]
    [InlineData("""{"op":"subbed","d":{"ch":"news-3","seq":4}}""", MessageClass.Subscribed, 3, 4)]
    [InlineData("""{"op":"msg","d":{"ch":"news-3","seq":"17"}}""", MessageClass.Push, 3, 17)]
    [InlineData("""{"op":"msg","d":{"ch":"n\u0065ws-3","seq":17}}""", MessageClass.Push, 3, 17)]
    [InlineData("""{"op":"msg","d":{"ch":"sport-3","seq":17}}""", MessageClass.Other)]
    [InlineData("""{"op":"msg","d":{"ch":"news-3"}}""", MessageClass.Other)]
    [InlineData("""{"op":"msg","d":{"ch":"news-3","seq":"abc"}}""", MessageClass.Other)]
    [InlineData("changed", MessageClass.Other)]
    public void Messages_are_told_apart(string text, MessageClass expected, int topic = -1, long version = 0)
    {
        MessageClass message = Speak(_settings).Classify(Encoding.UTF8.GetBytes(text), out int toldTopic, out long toldVersion);

        Assert.Equal(expected, message);
        if (expected is MessageClass.Push or MessageClass.Subscribed)
        {
            Assert.Equal((topic, version), (toldTopic, toldVersion));
        }
    }

    [Fact]
    public void A_pattern_gives_topic_and_version_of_texts()
    {
        var place = new PlaceSettings { Pattern = "^(?<topic>[a-z]+-[0-9]+)@(?<version>[0-9]+)" };
        SpokenProtocol spoken = Speak(_settings with { Push = new AnnouncementSettings { Topic = place, Version = place } });

        Assert.Equal(MessageClass.Push, spoken.Classify("news-7@42 and more"u8, out int topic, out long version));
        Assert.Equal((7, 42), (topic, version));
        Assert.Equal(MessageClass.Other, spoken.Classify("news 7@42"u8, out _, out _));
    }

    [Fact]
    public void A_push_that_names_no_topic_is_about_the_clients_own()
    {
        SpokenProtocol spoken = Speak(_settings with { Push = new AnnouncementSettings { Version = At("$.seq") } });

        Assert.Equal(MessageClass.Push, spoken.Classify("""{"seq":5}"""u8, out int topic, out long version));
        Assert.Equal((Announcement.OwnTopic, 5), (topic, version));
    }

    [Theory]
    [InlineData("""{"op":"sub","d":{"ch":${topics}}}""", """{"op":"sub","d":{"ch":["news-4","news-0"]}}""")]
    [InlineData("SUB ${topic} ${id}", "SUB news-4 c9|SUB news-0 c9")]
    [InlineData("hello", "hello")]
    public void A_subscription_is_one_message_for_all_or_one_for_each(string template, string expected) => Assert.Equal(
        expected,
        string.Join('|', new SpokenProtocol(_settings with { Subscribe = template }, Policy, topics: 5, topicsPerClient: 2, _data).Subscribe(9).Select(Encoding.UTF8.GetString)));

    [Fact]
    public void Heartbeats_are_the_protocols_or_else_the_policys()
    {
        Assert.Equal(_settings.Heartbeat, Speak(_settings).Heartbeat);
        Assert.Equal(_settings.ServerHeartbeatAnswer, Speak(_settings).HeartbeatAnswer);
        Assert.Equal(Policy.Heartbeat!.Message, Speak(new ProtocolSettings()).Heartbeat);
    }

    [Fact]
    public void Where_the_server_sends_the_heartbeats_the_clients_heartbeat_is_its_answer()
    {
        var spoken = new SpokenProtocol(_settings, PresetRegistry.Find("server-ping")!.Policy, topics: 5, topicsPerClient: 1, _data);

        Assert.Equal(_settings.ServerHeartbeatAnswer, spoken.Heartbeat);
        Assert.Empty(spoken.HeartbeatAnswer);
    }

    [Theory]
    [InlineData("""{"op":"msg","d":{"ch":"news-3","seq":17}}""", null)]
    [InlineData("""{"op":"other"}""", null)]
    [InlineData("""{"op":"msg"}""", "topic finds nothing in it")]
    [InlineData("""{"op":"msg","d":{"ch":"sport","seq":17}}""", "topic finds \"sport\" in it, which is no topic of protocol.topics (they are \"news-0\" and so on)")]
    [InlineData("""{"op":"msg","d":{"ch":"news-3"}}""", "version finds nothing in it")]
    [InlineData("""{"op":"msg","d":{"ch":"news-3","seq":1.5}}""", "version finds \"1.5\" in it, which is no whole number and no instant (protocol.version_decimals allows digits after the point)")]
    public void What_keeps_a_push_from_being_read_is_said(string message, string? why) => Assert.Equal(why, Speak(_settings).WhyNoPush(Encoding.UTF8.GetBytes(message), out _));

    private static ClientPolicy Policy => PresetRegistry.Find("heartbeat-rounds")!.Policy;

    private static SpokenProtocol Speak(ProtocolSettings settings) => new(settings, Policy, topics: 5, topicsPerClient: 1, _data);

    private static PlaceSettings At(string path) => new() { Json = path };

    private static MatchSettings Json(params (string Path, string? Value)[] conditions) => new() { Json = [.. conditions.Select(each => new JsonCondition(each.Path, each.Value))] };
}
