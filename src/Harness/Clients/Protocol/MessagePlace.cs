using System.Text.Json;

namespace Harness.Clients.Protocol;

/// <summary>Takes a short text out of a message: a topic's name, a version.</summary>
internal sealed class MessagePlace
{
    /// <summary>Groups of patterns are named after what is looked for.</summary>
    public const string Topic = "topic";

    /// <inheritdoc cref="Topic"/>
    public const string Version = "version";

    private readonly JsonPath? _path;
    private readonly SafePattern? _pattern;
    private readonly string _group;

    /// <param name="settings">Validated: a JSON path or a pattern.</param>
    /// <param name="group">The name of the pattern's group.</param>
    public MessagePlace(PlaceSettings settings, string group)
    {
        _group = group;
        _path = settings.Json is { } path ? JsonPath.Parse(path) : null;
        _pattern = settings.Pattern is { } pattern ? SafePattern.Parse(pattern, group) : null;
    }

    /// <param name="room">At least <see cref="JsonText.LongestValue"/> long.</param>
    /// <param name="length">How much of the room is used.</param>
    public bool TryRead(ReadOnlySpan<byte> message, Span<byte> room, out int length)
    {
        length = 0;
        return _path is { } path
            ? path.TryFind(message, out Utf8JsonReader value) && JsonText.TryCopy(ref value, room, out length)
            : _pattern?.TryFind(message, _group, room, out length) == true;
    }
}
