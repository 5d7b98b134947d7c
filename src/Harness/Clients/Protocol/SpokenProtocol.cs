using System.Text;
using System.Text.Json;
using Harness.Data;

namespace Harness.Clients.Protocol;

/// <summary>A protocol that a scenario describes (<see cref="ProtocolSettings"/>): compiled once, shared by all clients of a worker.</summary>
public sealed class SpokenProtocol : IMessageProtocol
{
    private readonly ProtocolSettings _settings;
    private readonly int _topics;
    private readonly int _perClient;
    private readonly DataSource _data;
    private readonly MessageMatch _reply;
    private readonly MessageMatch _serverHeartbeat;
    private readonly MessageMatch _authenticationError;
    private readonly Announcement? _subscribed;
    private readonly Announcement? _push;
    private readonly Template? _subscribe;
    private readonly bool _subscribesToEach;

    /// <param name="settings">Validated.</param>
    /// <param name="policy">Whose heartbeats are sent.</param>
    /// <param name="topics">Number of topics in all.</param>
    /// <param name="topicsPerClient">Client i follows topic i mod <paramref name="topics"/> and the ones after it.</param>
    /// <param name="data">What texts are filled from.</param>
    public SpokenProtocol(ProtocolSettings settings, ClientPolicy policy, int topics, int topicsPerClient, DataSource data)
    {
        (_settings, _topics, _perClient, _data) = (settings, topics, topicsPerClient, data);
        Names = new TopicNames(settings.Topics);
        _reply = new MessageMatch(settings.HeartbeatReply);
        _serverHeartbeat = new MessageMatch(settings.ServerHeartbeat);
        _authenticationError = new MessageMatch(settings.AuthenticationError);
        _subscribed = settings.Subscribed is { } subscribed ? new Announcement(subscribed, settings.VersionDecimals, Names) : null;
        _push = settings.Push is { } push ? new Announcement(push, settings.VersionDecimals, Names) : null;
        bool serverBeats = policy.Heartbeat is { Sender: HeartbeatSender.Server };
        string own = policy.Heartbeat is { Form: HeartbeatForm.Text, Message: var message } ? message : "";
        Heartbeat = (serverBeats ? settings.ServerHeartbeatAnswer : settings.Heartbeat) ?? own;
        HeartbeatAnswer = serverBeats ? "" : settings.ServerHeartbeatAnswer ?? "";
        _subscribe = settings.Subscribe is { } subscribe ? Template.Compile(subscribe, TextForm.Message, data.Names.With([.. ProtocolTexts.OfSubscription])) : null;
        _subscribesToEach = settings.Subscribe is { } text && ProtocolTexts.Has(text, ProtocolTexts.Topic, data.Names);
    }

    public TopicNames Names { get; }

    public string? IdParameter => _settings.IdParameter;

    public bool PushesCarryData => _settings.PushCarriesData;

    public bool PushesTellVersions => _settings.PushesTellVersions;

    public string Heartbeat { get; }

    public string HeartbeatAnswer { get; }

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

    public IReadOnlyList<byte[]> Subscribe(int client)
    {
        if (_subscribe is null)
        {
            return [];
        }

        ClientData own = _data.For(client);
        string[] names = [.. Enumerable.Range(0, _perClient).Select(i => Names.Of((client + i) % _topics))];
        string all = JsonSerializer.Serialize(names);
        return [.. (_subscribesToEach ? names : [""]).Select(name => Encoding.UTF8.GetBytes(_subscribe.Fill(own, 0, name, all)))];
    }

    /// <summary>Why a message that looks like a push is none, or none of a topic that there is; null: it is one, or does not look like one.</summary>
    /// <param name="isOtherTopic">Whether it may be a push of a topic that nobody follows.</param>
    public string? WhyNoPush(ReadOnlySpan<byte> message, out bool isOtherTopic)
    {
        isOtherTopic = false;
        return _push?.WhyNot(message, out isOtherTopic);
    }
}
