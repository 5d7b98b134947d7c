using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Harness.Tests.OnTheWire;

/// <summary>A client's connection as it was on the wire between the client and its fault proxy.</summary>
internal sealed partial class WireConnection
{
    private static readonly byte[] _reply = """{"command":"heartBeat"}"""u8.ToArray();
    private static readonly byte[] _endOfHead = "\r\n\r\n"u8.ToArray();

    private readonly List<byte> _unread = [];
    private bool _isUpgraded;
    private uint? _next;

    /// <summary>Number of the client, from the <c>client=cN</c> of its upgrade request.</summary>
    public required int Client { get; init; }

    /// <summary>When the upgrade request went out, µs of the monotonic clock.</summary>
    public required long Asked { get; init; }

    /// <summary>When each reply to a heartbeat came in, µs.</summary>
    public List<long> Replies { get; } = [];

    /// <summary>When the client's FIN or RST went out, µs.</summary>
    public long? Ended { get; private set; }

    /// <summary>Puts the segments together.</summary>
    /// <param name="segments">In order.</param>
    /// <param name="target">Port of the target: what the proxy sends there is the second leg of the same connections and is left out.</param>
    public static IReadOnlyList<WireConnection> Read(IEnumerable<TcpSegment> segments, int target)
    {
        var all = new List<WireConnection>();
        var byPorts = new Dictionary<(int Client, int Proxy), WireConnection>();
        foreach (TcpSegment segment in segments.Where(segment => segment.To != target && segment.From != target))
        {
            if (segment.Payload.AsSpan().StartsWith("GET "u8) && Id().Match(Encoding.ASCII.GetString(segment.Payload)) is { Success: true } id)
            {
                var connection = new WireConnection { Client = int.Parse(id.Groups[1].Value, CultureInfo.InvariantCulture), Asked = segment.At };
                byPorts[(segment.From, segment.To)] = connection;
                all.Add(connection);
            }
            else if (byPorts.TryGetValue((segment.From, segment.To), out WireConnection? sender) && segment.Ends)
            {
                sender.Ended ??= segment.At;
            }
            else if (byPorts.TryGetValue((segment.To, segment.From), out WireConnection? receiver))
            {
                receiver.Take(segment);
            }
        }

        return all;
    }

    /// <summary>Reads what the server sends: its answer to the upgrade, then unmasked frames (RFC 6455 §5.2) of at most 125 bytes.</summary>
    private void Take(TcpSegment segment)
    {
        if (segment.Payload.Length == 0 || (_next is { } next && segment.Sequence != next))
        {
            // Nothing in it, or sent again.
            return;
        }

        _next = segment.Sequence + (uint)segment.Payload.Length;
        _unread.AddRange(segment.Payload);
        byte[] unread = [.. _unread];
        int at = 0;
        if (!_isUpgraded)
        {
            int head = unread.AsSpan().IndexOf(_endOfHead);
            if (head < 0)
            {
                return;
            }

            _isUpgraded = true;
            at = head + _endOfHead.Length;
        }

        while (at + 2 <= unread.Length && at + 2 + unread[at + 1] <= unread.Length)
        {
            if (unread.AsSpan(at + 2, unread[at + 1]).SequenceEqual(_reply))
            {
                Replies.Add(segment.At);
            }

            at += 2 + unread[at + 1];
        }

        _unread.RemoveRange(0, at);
    }

    [GeneratedRegex(@"[?&]client=c(\d+)")]
    private static partial Regex Id();
}
