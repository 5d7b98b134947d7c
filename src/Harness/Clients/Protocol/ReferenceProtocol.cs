using System.Globalization;

namespace Harness.Clients.Protocol;

/// <summary>The reference back end's messages (<see cref="TargetProtocol"/>).</summary>
public sealed class ReferenceProtocol : IMessageProtocol, IPollProtocol
{
    private readonly int _topics;
    private readonly byte[][][] _subscribe = [];

    /// <param name="policy">Whose heartbeat text it is.</param>
    /// <param name="topics">Number of topics in all.</param>
    /// <param name="topicsPerClient">Client i follows topic i mod <paramref name="topics"/> and the ones after it.</param>
    public ReferenceProtocol(ClientPolicy policy, int topics, int topicsPerClient)
    {
        _topics = topics;
        Heartbeat = policy.Heartbeat is { Form: HeartbeatForm.Text } heartbeat ? heartbeat.Message : "";
        if (topicsPerClient > 0)
        {
            // Clients of one topic set say the same: built once, shared by all of them.
            _subscribe = [.. Enumerable.Range(0, topics).Select(first => (byte[][])[TargetProtocol.Subscribe(Enumerable.Range(0, topicsPerClient).Select(i => (first + i) % topics))])];
        }
    }

    public string? IdParameter => TargetProtocol.IdParameter;

    public bool PushesCarryData => false;

    public bool PushesTellVersions => true;

    public string Heartbeat { get; }

    public string HeartbeatAnswer => "";

    public MessageClass Classify(ReadOnlySpan<byte> message, out int topic, out long version) => TargetProtocol.Classify(message, out topic, out version);

    public IReadOnlyList<(int Topic, long Version)> VersionsOf(ReadOnlySpan<byte> subscribed) => TargetProtocol.VersionsOf(subscribed);

    public IReadOnlyList<byte[]> Subscribe(int client) => _subscribe[client % _topics];

    public HttpRequestMessage Request(Uri path, int client, int topic, (long NewerThan, TimeSpan Wait)? hold) => new(HttpMethod.Get, new Uri(path, PathOf(topic, hold)));

    public bool IsAnswer(int status) => status == 200;

    /// <summary>A server that tells no versions has answered all the same: the client holds nothing newer, and its poll has succeeded.</summary>
    public long VersionOf(HttpResponseMessage response, ReadOnlySpan<byte> body) => TargetProtocol.VersionOf(body) ?? 0;

    private static string PathOf(int topic, (long NewerThan, TimeSpan Wait)? hold) => "topics/" + TargetProtocol.TopicName(topic)
        + (hold is var (newerThan, wait) ? string.Create(CultureInfo.InvariantCulture, $"?after={newerThan}&wait={(long)wait.TotalMilliseconds}") : "");
}
