using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Harness.Clients.Protocol;

/// <summary>What a server calls the topics, and which topic a name means.</summary>
public sealed class TopicNames
{
    /// <summary>Stands for the topic's number in a template.</summary>
    public const string Number = "${number}";

    private readonly ImmutableArray<string> _names;
    private readonly Dictionary<string, int> _byName;
    private readonly string _before = "";
    private readonly string _behind = "";
    private readonly byte[] _prefix = [];
    private readonly byte[] _suffix = [];

    /// <param name="settings">Validated: names, or a template with one <c>${number}</c>.</param>
    public TopicNames(TopicNameSettings settings)
    {
        _names = settings.Names;
        _byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int topic = 0; topic < _names.Length; topic++)
        {
            _byName.TryAdd(_names[topic], topic);
        }

        if (_names.IsEmpty)
        {
            int at = settings.Template.IndexOf(Number, StringComparison.Ordinal);
            (_before, _behind) = (settings.Template[..at], settings.Template[(at + Number.Length)..]);
            (_prefix, _suffix) = (Encoding.UTF8.GetBytes(_before), Encoding.UTF8.GetBytes(_behind));
        }
    }

    /// <summary>The name of a topic.</summary>
    public string Of(int topic) => _names.IsEmpty
        ? string.Concat(_before, topic.ToString(CultureInfo.InvariantCulture), _behind)
        : _names[topic];

    /// <summary>The number of the topic of that name; -1: there is none.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (!_names.IsEmpty)
        {
            Span<char> chars = stackalloc char[JsonText.LongestValue];
            return name.Length <= chars.Length && _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..Encoding.UTF8.GetChars(name, chars)], out int topic) ? topic : -1;
        }

        if (name.Length <= _prefix.Length + _suffix.Length || !name.StartsWith(_prefix) || !name.EndsWith(_suffix))
        {
            return -1;
        }

        ReadOnlySpan<byte> number = name[_prefix.Length..^_suffix.Length];
        return (number[0] != '0' || number.Length == 1) && Utf8Parser.TryParse(number, out int parsed, out int used) && used == number.Length && parsed >= 0 ? parsed : -1;
    }
}
