namespace Harness.Judging;

/// <summary>What was said in the chat room and who got it. Figures by the names of metrics mean what those mean, over the whole run.</summary>
public sealed record ChatResult
{
    public required int Groups { get; init; }

    /// <summary>Messages that clients were to send.</summary>
    public required int Asked { get; init; }

    /// <summary>Those of them that had to wait because the sender was not connected.</summary>
    public required int Deferred { get; init; }

    /// <summary>Those that went out.</summary>
    public required int Sent { get; init; }

    /// <summary>Messages that came in, at all clients together.</summary>
    public required int Received { get; init; }

    /// <summary>Messages times the members that had to get each: who was in the room for its whole delivery.</summary>
    public required int Owed { get; init; }

    /// <summary>chat.lost: of those, the ones that did not come.</summary>
    public required int Lost { get; init; }

    /// <summary>Messages times members that they did not come to, where one of both ends may not have been connected.</summary>
    public required int Unjudged { get; init; }

    public required int Duplicate { get; init; }
    public required int OutOfOrder { get; init; }
    public required int Misdelivered { get; init; }

    /// <summary>Seconds from due to received; null: nothing came, or this share of what was owed never did.</summary>
    public double? DelayP50 { get; init; }

    public double? DelayP99 { get; init; }

    /// <summary>Connections whose token was not taken.</summary>
    public required int Refused { get; init; }

    /// <summary>chat.admitted_with_bad_token.</summary>
    public required int Admitted { get; init; }

    /// <summary>chat.group_list.stale.</summary>
    public required int StaleLists { get; init; }
}
