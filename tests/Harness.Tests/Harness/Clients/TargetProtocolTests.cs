using System.Text;
using Harness.Clients;

namespace Harness.Tests.Clients;

public sealed class TargetProtocolTests
{
    [Theory]
    [InlineData("""{"command":"heartBeat"}""", MessageClass.HeartbeatReply)]
    [InlineData("""{ "at": 12, "command" : "heartBeat" }""", MessageClass.HeartbeatReply)]
    [InlineData("pong", MessageClass.HeartbeatReply)]
    [InlineData("""{"event":"changed","topic":"t3","version":7}""", MessageClass.Push, 3, 7)]
    [InlineData("""{"version":9007199254740993,"topic":"t19","event":"changed"}""", MessageClass.Push, 19, 9007199254740993)]
    [InlineData("""{"event":"changed","topic":"t3","more":{"topic":"t4","version":1},"version":7}""", MessageClass.Push, 3, 7)]
    [InlineData("""{"event":"changed","topic":"news","version":7}""", MessageClass.Other)]
    [InlineData("""{"event":"changed","topic":"t3x","version":7}""", MessageClass.Other)]
    [InlineData("""{"event":"changed","topic":"t-3","version":7}""", MessageClass.Other)]
    [InlineData("""{"event":"changed","topic":3,"version":7}""", MessageClass.Other)]
    [InlineData("""{"event":"changed"}""", MessageClass.Other)]
    [InlineData("""{"event":"gone","topic":"t3","version":7}""", MessageClass.Other)]
    [InlineData("""{"inner":{"event":"changed","topic":"t3","version":7}}""", MessageClass.Other)]
    [InlineData("""{"inner":{"command":"heartBeat"}}""", MessageClass.Other)]
    [InlineData("""{"command":"heartbeat"}""", MessageClass.Other)]
    [InlineData("""{"command":true}""", MessageClass.Other)]
    [InlineData("""{"event":"changed","topic":"t3","version":7""", MessageClass.Other)]
    [InlineData("{", MessageClass.Other)]
    [InlineData("{}", MessageClass.Other)]
    [InlineData("", MessageClass.Other)]
    [InlineData("PONG", MessageClass.Other)]
    [InlineData("[1]", MessageClass.Other)]
    [InlineData("\u0000", MessageClass.Other)]
    public void A_message_is_told_by_what_it_says(string text, MessageClass expected, int topic = -1, long version = 0)
    {
        MessageClass message = TargetProtocol.Classify(Encoding.UTF8.GetBytes(text), out int toldTopic, out long toldVersion);

        Assert.Equal(expected, message);
        if (expected == MessageClass.Push)
        {
            Assert.Equal((topic, version), (toldTopic, toldVersion));
        }
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_another_message() =>
        Assert.Equal(MessageClass.Other, TargetProtocol.Classify([(byte)'{', 0xFF, 0xFE], out _, out _));

    [Theory]
    [InlineData("""{"name":"t0","version":5,"data":{"version":6}}""", 5)]
    [InlineData("""{"data":{"version":6},"version":5}""", 5)]
    [InlineData("""{"version":0}""", 0)]
    [InlineData("""{"version":"5"}""", null)]
    [InlineData("""{"version":5.5}""", null)]
    [InlineData("""{"data":{"version":6}}""", null)]
    [InlineData("""{"name":"t0"}""", null)]
    [InlineData("""[{"version":5}]""", null)]
    [InlineData("<html>", null)]
    [InlineData("", null)]
    [InlineData("""{"version":""", null)]
    public void The_version_of_an_answer_is_its_own(string body, int? expected) =>
        Assert.Equal(expected, TargetProtocol.VersionOf(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("/socket", "/socket?client=c7")]
    [InlineData("/socket?token=x", "/socket?token=x&client=c7")]
    public void The_client_id_is_a_query_parameter(string path, string expected) => Assert.Equal(expected, TargetProtocol.SocketPath(path, 7));

    [Theory]
    [InlineData("c0", 0)]
    [InlineData("c1999", 1999)]
    [InlineData("d7", -1)]
    [InlineData("c", -1)]
    [InlineData("", -1)]
    [InlineData("c7x", -1)]
    public void An_id_that_is_ours_names_its_client(string id, int expected) => Assert.Equal(expected, TargetProtocol.ClientOf(id));

    [Fact]
    public void A_subscription_names_the_topics() =>
        Assert.Equal("""{"command":"subscribe","topics":["t19","t0"]}""", Encoding.UTF8.GetString(TargetProtocol.Subscribe([19, 0])));
}
