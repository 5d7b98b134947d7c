using System.Text;

namespace Harness.Clients.Protocol;

/// <summary>Reads messages about a topic: which they are, which topic, which version.</summary>
internal sealed class Announcement
{
    /// <summary>Of a message that names no topic: it is about the client's first, whichever that is.</summary>
    public const int OwnTopic = -2;

    private readonly MessageMatch _match;
    private readonly MessagePlace? _topic;
    private readonly MessagePlace? _version;
    private readonly int _decimals;
    private readonly TopicNames _names;

    /// <param name="settings">Validated: it says which messages are meant, or where the topic or the version stands.</param>
    public Announcement(AnnouncementSettings settings, int decimals, TopicNames names)
    {
        (_decimals, _names) = (decimals, names);
        _match = new MessageMatch(settings.Match);
        _topic = settings.Topic is { } topic ? new MessagePlace(topic, MessagePlace.Topic) : null;
        _version = settings.Version is { } version ? new MessagePlace(version, MessagePlace.Version) : null;
    }

    /// <summary>Reads one.</summary>
    /// <param name="topic">The topic's number; <see cref="OwnTopic"/> where messages name none.</param>
    /// <param name="version">0 where messages tell none.</param>
    public bool TryRead(ReadOnlySpan<byte> message, out int topic, out long version)
    {
        (topic, version) = (OwnTopic, 0);
        if (!_match.IsEmpty && !_match.Fits(message))
        {
            return false;
        }

        Span<byte> room = stackalloc byte[JsonText.LongestValue];
        if (_topic is not null && (!_topic.TryRead(message, room, out int named) || (topic = _names.Find(room[..named])) < 0))
        {
            return false;
        }

        return _version is null || (_version.TryRead(message, room, out int length) && VersionText.TryRead(room[..length], _decimals, out version));
    }

    /// <summary>What keeps a message that is meant from being read; null: nothing, or it is not meant.</summary>
    /// <param name="isOtherTopic">Whether all there is to it is a topic that nobody follows.</param>
    public string? WhyNot(ReadOnlySpan<byte> message, out bool isOtherTopic)
    {
        isOtherTopic = false;
        if (_match.IsEmpty || !_match.Fits(message))
        {
            return null;
        }

        Span<byte> room = stackalloc byte[JsonText.LongestValue];
        if (_topic is not null && !_topic.TryRead(message, room, out _))
        {
            return "topic finds nothing in it";
        }

        if (_topic is not null && _topic.TryRead(message, room, out int named) && _names.Find(room[..named]) < 0)
        {
            isOtherTopic = true;
            return $"topic finds \"{Encoding.UTF8.GetString(room[..named])}\" in it, which is no topic of protocol.topics (they are \"{_names.Of(0)}\" and so on)";
        }

        if (_version is not null && !_version.TryRead(message, room, out _))
        {
            return "version finds nothing in it";
        }

        return _version is not null && _version.TryRead(message, room, out int length) && !VersionText.TryRead(room[..length], _decimals, out _)
            ? $"version finds \"{Encoding.UTF8.GetString(room[..length])}\" in it, which is no whole number and no instant (protocol.version_decimals allows digits after the point)"
            : null;
    }
}
