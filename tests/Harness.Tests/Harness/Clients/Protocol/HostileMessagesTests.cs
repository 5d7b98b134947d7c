using System.Text;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Clients.Protocol;
using Harness.Data;

namespace Harness.Tests.Clients.Protocol;

/// <summary>
/// Whatever a server says, a client reads it without an exception: one that is not understood is an answer and nothing else. An exception on a thread of sockets would end the
/// worker, or with scenarios in C# the process of the tests.
/// </summary>
public sealed class HostileMessagesTests
{
    private const int Mutations = 20_000;

    private static readonly string[] _real =
    [
        """{"command":"heartBeat"}""",
        """{"event":"changed","topic":"t3","version":7}""",
        """{"event":"subscribed","topics":["t1","t2"],"versions":[7,8]}""",
        """{"event":"error","code":"auth"}""",
        """{"name":"t0","version":5,"data":{"version":6}}""",
        """{"type":2,"usr":null,"data":"Welcome"}""",
        """{"type":2,"usr":"c17","data":"x","name":"N","group":"g3","id":7}""",
        """{"type":1,"usr":null,"group":"g3","data":["c10","c2","admin",7]}""",
        """{"event":"broadcast","from":"c17","text":"x","id":7}""",
        """{"t":"hb_ack","ts":5}""",
        """{"op":"subbed","d":{"ch":"news-3","seq":4}}""",
        """{"op":"msg","d":{"ch":"news-3","seq":"2026-03-01T08:00:00.123456Z"}}""",
        """[{"a":[1,{"seq":[4,"W/\"17\""]}]},null,true]""",
        "PONG:17",
    ];

    /// <summary>What a mutation puts in: the ends of what JSON and its readers allow.</summary>
    private static readonly string[] _strange =
    [
        "\\ud800", "\\udc00", "\\u0000", "\\", "\"", "5", "null", "[]", "{}", "[", "}", "-1", "1e400", "99999999999999999999", "9223372036854775807", "\"\\ud800\"", "{\"\\ud800\":1}", ":", ",", "\ufeff", "\u00e9",
    ];

    private static readonly ClientPolicy _policy = Policies.Preset("heartbeat-rounds");

    private static readonly ReferenceProtocol _reference = new ReferenceProtocol(_policy, topics: 20, topicsPerClient: 1);

    private static readonly SpokenProtocol _spoken = Speak(topic: new PlaceSettings { Json = "$.d.ch" }, version: new PlaceSettings { Json = "$.d.seq" });

    private static readonly SpokenProtocol _patterns =
        Speak(topic: new PlaceSettings { Pattern = "(?<topic>news-[0-9]+)" }, version: new PlaceSettings { Pattern = "seq\\W+(?<version>[^\"}]+)" });

    private static readonly SpokenPolls _polls = new(
        new PollSettings { Url = "topics/${topic}", Version = new PlaceSettings { Json = "$[0].a[1].seq[1]" } }, _spoken.Names, decimals: 6, new DataSource(new DataSettings(), seed: 1, cohorts: 10, TimeProvider.System));

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"event":"\ud800"}""")]
    [InlineData("""{"event":"error","code":"\ud800"}""")]
    [InlineData("""{"command":"\udc00"}""")]
    [InlineData("""{"type":1,"data":["\ud800"]}""")]
    [InlineData("""{"type":2,"usr":"\ud800"}""")]
    [InlineData("""{"event":"broadcast","from":"\ud800"}""")]
    [InlineData("""{"t":"\ud800"}""")]
    [InlineData("""{"op":"msg","d":{"\ud800":1,"ch":"news-3"}}""")]
    [InlineData("""{"op":"msg","d":{"ch":"\ud800","seq":1}}""")]
    public void Half_a_surrogate_pair_is_not_understood(string text)
    {
        byte[] message = Encoding.UTF8.GetBytes(text);

        Assert.Equal(MessageClass.Other, _reference.Classify(message, out _, out _));
        Assert.Equal(MessageClass.Other, _spoken.Classify(message, out _, out _));
        Hear(message);
    }

    [Theory]
    [InlineData("""{"event":"subscribed","topics":5}""")]
    [InlineData("""{"event":"subscribed","topics":["t1"],"versions":["\ud800"]}""")]
    [InlineData("""{"event":"subscribed","topics":["\ud800"],"versions":[1]}""")]
    [InlineData("""{"event":"subscribed","topics":["t1"],"versions":[1e400]}""")]
    public void A_confirmation_that_is_not_understood_tells_no_versions(string text)
    {
        Assert.Equal(MessageClass.Subscribed, _reference.Classify(Encoding.UTF8.GetBytes(text), out _, out _));
        Assert.Empty(_reference.VersionsOf(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_list_with_a_name_that_is_no_text_is_a_list_of_the_others()
    {
        ChatEvent list = ChatProtocol.Read("""{"type":1,"group":"g3","data":["c10","\ud800","c2"]}"""u8);

        Assert.Equal(ChatEventKind.GroupList, list.Kind);
        Assert.Equal([2, 10], list.Members!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_messages_are_read_without_an_exception(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] message = Mutate(random);
            Exception? thrown = Record.Exception(() => Hear(message));
            Assert.True(thrown is null, $"seed {seed}, mutation {i}: {Convert.ToHexString(message)} = {Encoding.UTF8.GetString(message)}: {thrown}");
        }
    }

    /// <summary>Everything that a client does with the bytes of a message or of an answer.</summary>
    private static void Hear(byte[] message)
    {
        foreach (IMessageProtocol protocol in (IMessageProtocol[])[_reference, _spoken, _patterns])
        {
            if (protocol.Classify(message, out _, out _) == MessageClass.Subscribed)
            {
                _ = protocol.VersionsOf(message);
            }
        }

        _ = _spoken.WhyNoPush(message, out _);
        _ = _patterns.WhyNoPush(message, out _);
        _ = ChatProtocol.Read(message);
        using var response = new HttpResponseMessage();
        _ = _polls.VersionOf(response, message);
        _ = _reference.VersionOf(response, message);
    }

    /// <summary>A real message with one to three things wrong with it.</summary>
    private static byte[] Mutate(Random random)
    {
        byte[] message = Encoding.UTF8.GetBytes(_real[random.Next(_real.Length)]);
        for (int left = random.Next(1, 4); left > 0; left--)
        {
            int at = random.Next(message.Length + 1);
            int behind = Math.Min(message.Length, at + random.Next(4));
            message = random.Next(5) switch
            {
                0 => [.. message[..at], (byte)random.Next(256), .. message[behind..]],
                1 => message[..at],
                2 => [.. message[..at], .. Encoding.UTF8.GetBytes(_real[random.Next(_real.Length)])[^1..], .. message[at..]],
                3 => ReplaceToken(message, random),
                _ => [.. message[..at], .. Encoding.UTF8.GetBytes(_strange[random.Next(_strange.Length)]), .. message[behind..]],
            };
        }

        return message;
    }

    /// <summary>In the place of what stands between two marks of punctuation, or between two quotes, something strange.</summary>
    private static byte[] ReplaceToken(byte[] message, Random random)
    {
        int[] marks = [.. Enumerable.Range(0, message.Length).Where(i => "\":,[]{}".Contains((char)message[i], StringComparison.Ordinal))];
        if (marks.Length < 2)
        {
            return message;
        }

        int mark = random.Next(marks.Length - 1);
        return [.. message[..(marks[mark] + 1)], .. Encoding.UTF8.GetBytes(_strange[random.Next(_strange.Length)]), .. message[marks[mark + 1]..]];
    }

    private static SpokenProtocol Speak(PlaceSettings topic, PlaceSettings version) => new(
        new ProtocolSettings
        {
            Topics = new TopicNameSettings { Template = "news-${number}" },
            HeartbeatReply = [Json("$.t", "hb_ack"), new MatchSettings { Pattern = "^PONG:\\d+$" }],
            ServerHeartbeat = [Json("$.command", "heartBeat")],
            AuthenticationError = [Json("$.code", "auth")],
            Subscribed = new AnnouncementSettings { Match = [Json("$.op", "subbed")], Topic = topic, Version = version },
            Push = new AnnouncementSettings { Match = [Json("$.op", "msg")], Topic = topic, Version = version },
            VersionDecimals = 6,
        },
        _policy, topics: 20, topicsPerClient: 1, new DataSource(new DataSettings(), seed: 1, cohorts: 10, TimeProvider.System));

    private static MatchSettings Json(string path, string value) => new() { Json = [new JsonCondition(path, value)] };
}
