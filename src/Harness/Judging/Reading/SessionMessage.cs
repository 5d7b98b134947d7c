using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>One message of a client's session, a subscription included: asked for in the judged time, and what became of it. Microseconds of the monotonic clock.</summary>
public sealed record SessionMessage
{
    public required int Number { get; init; }

    public required long Asked { get; init; }

    /// <summary>Whether the socket was open when it was asked for; otherwise it has to wait for the next open.</summary>
    public required bool WasOpen { get; init; }

    /// <summary>When it went out; null: it never did.</summary>
    public required long? Sent { get; init; }

    /// <summary>The first open after it was asked for; null: there was none.</summary>
    public required long? NextOpen { get; init; }

    /// <summary>Whether the client had a socket that it could have gone out on: open from then to the end, or open again later. One that had none is not lost, only late.</summary>
    public required bool CouldGo { get; init; }

    /// <summary>Never sent, though it could have gone.</summary>
    public bool IsLost => Sent is null && CouldGo;

    /// <summary>The messages of a client, in the order in which they were asked for.</summary>
    public static IEnumerable<SessionMessage> Of(ClientRecord record)
    {
        Dictionary<int, long>? sent = null;
        foreach (Fact asked in record.Judged)
        {
            if (asked.Kind != FactKind.SendAsked)
            {
                continue;
            }

            // A message may go out just after closing began: that is no loss. What is asked for from then on is not judged.
            sent ??= FirstSent(record);
            long? opened = record.Connections.Where(connection => connection.Opened >= asked.At).Select(connection => (long?)connection.Opened).Min();
            yield return new SessionMessage
            {
                Number = asked.B,
                Asked = asked.At,
                WasOpen = asked.A == 1,
                Sent = sent.TryGetValue(asked.B, out long at) ? at : null,
                NextOpen = opened,
                CouldGo = opened is not null || record.Connections.Any(connection => connection.IsOpenAt(asked.At) && connection.LostAt >= record.Until),
            };
        }
    }

    private static Dictionary<int, long> FirstSent(ClientRecord record)
    {
        Dictionary<int, long> sent = [];
        foreach (Fact fact in record.All)
        {
            if (fact.Kind == FactKind.SendDone)
            {
                sent.TryAdd(fact.B, fact.At);
            }
        }

        return sent;
    }
}
