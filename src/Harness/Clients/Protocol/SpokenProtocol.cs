using System.Text;
using System.Text.Json;

namespace Harness.Clients.Protocol;

/// <summary>A protocol that a scenario describes (<see cref="ProtocolSettings"/>): compiled once, shared by all clients of a worker.</summary>
public sealed class SpokenProtocol : IMessageProtocol
{
    private const string OneTopic = "topic";
    private const string AllTopics = "topics";

    private readonly ProtocolSettings _settings;
    private readonly int _topics;
    private readonly int _perClient;
    private readonly int _cohorts;
    private readonly MessageMatch _reply;
    private readonly MessageMatch _serverHeartbeat;
    private readonly MessageMatch _authenticationError;
    private readonly Announcement? _subscribed;
    private readonly Announcement? _push;
    private readonly ClientText _heartbeat;
    private readonly ClientText _answer;
    private readonly ProtocolTemplate? _subscribe;

    /// <param name="settings">Validated.</param>
    /// <param name="policy">Whose heartbeats are sent.</param>
    /// <param name="topics">Number of topics in all.</param>
    /// <param name="topicsPerClient">Client i follows topic i mod <paramref name="topics"/> and the ones after it.</param>
    /// <param name="cohorts">K.</param>
    public SpokenProtocol(ProtocolSettings settings, ClientPolicy policy, int topics, int topicsPerClient, int cohorts)
    {
        (_settings, _topics, _perClient, _cohorts) = (settings, topics, topicsPerClient, cohorts);
        Names = new TopicNames(settings.Topics);
        _reply = new MessageMatch(settings.HeartbeatReply);
        _serverHeartbeat = new MessageMatch(settings.ServerHeartbeat);
        _authenticationError = new MessageMatch(settings.AuthenticationError);
        _subscribed = settings.Subscribed is { } subscribed ? new Announcement(subscribed, settings.VersionDecimals, Names) : null;
        _push = settings.Push is { } push ? new Announcement(push, settings.VersionDecimals, Names) : null;
        bool serverBeats = policy.Heartbeat is { Sender: HeartbeatSender.Server };
        string own = policy.Heartbeat is { Form: HeartbeatForm.Text, Message: var message } ? message : "";
        _heartbeat = new ClientText((serverBeats ? settings.ServerHeartbeatAnswer : settings.Heartbeat) ?? own, cohorts);
        _answer = new ClientText(serverBeats ? "" : settings.ServerHeartbeatAnswer ?? "", cohorts);
        _subscribe = settings.Subscribe is { } subscribe ? ProtocolTemplate.Parse(subscribe, SubscribeNames) : null;
    }

    /// <summary>What a subscription can name beyond what every text can.</summary>
    public static System.Collections.Immutable.ImmutableArray<string> SubscribeNames { get; } = [OneTopic, AllTopics];

    public TopicNames Names { get; }

    public string? IdParameter => _settings.IdParameter;

    public bool PushesCarryData => _settings.PushCarriesData;

    public MessageClass Classify(ReadOnlySpan<byte> message, out int topic, out long version)
    {
        (topic, version) = (-1, 0);
        return _reply.Fits(message) ? MessageClass.HeartbeatReply
            : _serverHeartbeat.Fits(message) ? MessageClass.ServerHeartbeat
            : _authenticationError.Fits(message) ? MessageClass.AuthenticationError
            : _subscribed?.TryRead(message, out topic, out version) == true ? MessageClass.Subscribed
            : _push?.TryRead(message, out topic, out version) == true ? MessageClass.Push
            : MessageClass.Other;
    }

    public IReadOnlyList<(int Topic, long Version)> VersionsOf(ReadOnlySpan<byte> subscribed) =>
        _subscribed!.TryRead(subscribed, out int topic, out long version) && topic != -1 && version > 0 ? [(topic, version)] : [];

    public byte[] Heartbeat(int client) => _heartbeat.For(client);

    public byte[] HeartbeatAnswer(int client) => _answer.For(client);

    public IReadOnlyList<byte[]> Subscribe(int client)
    {
        if (_subscribe is null)
        {
            return [];
        }

        string[] names = [.. Enumerable.Range(0, _perClient).Select(i => Names.Of((client + i) % _topics))];
        string all = JsonSerializer.Serialize(names);
        return _subscribe.Names(OneTopic)
            ? [.. names.Select(name => Encoding.UTF8.GetBytes(_subscribe.Fill(client, _cohorts, name, all)))]
            : [Encoding.UTF8.GetBytes(_subscribe.Fill(client, _cohorts, "", all))];
    }

    /// <summary>Why a message that looks like a push is none, or none of a topic that there is; null: it is one, or does not look like one.</summary>
    public string? WhyNoPush(ReadOnlySpan<byte> message) => _push?.WhyNot(message);

    /// <summary>A text that is the same for all clients is made once.</summary>
    private sealed class ClientText(string text, int cohorts)
    {
        private readonly ProtocolTemplate _template = ProtocolTemplate.Parse(text, []);
        private readonly byte[]? _same = ProtocolTemplate.Parse(text, []).Literal is { } literal ? Encoding.UTF8.GetBytes(literal) : null;

        public byte[] For(int client) => _same ?? Encoding.UTF8.GetBytes(_template.Fill(client, cohorts));
    }
}
