using Harness.Journal;

namespace Harness.Clients;

/// <summary>
/// The facts that follow from what a machine says and from nothing else. Whoever plays a machine, on real sockets or on virtual ones, records the same.
/// </summary>
internal static class NotedFacts
{
    /// <summary>The fact of an effect that only notes something; null for one that does something.</summary>
    /// <param name="now">Microseconds.</param>
    /// <param name="client">The client's number.</param>
    /// <param name="effect">What its machine said.</param>
    /// <param name="lastHeartbeatSent">When its last heartbeat went out.</param>
    public static Fact? Of(long now, int client, in ClientEffect effect, long lastHeartbeatSent) => effect.Kind switch
    {
        EffectKind.NoteSendAsked => Facts.SendAsked(now, client, effect.Number, effect.Flag),
        EffectKind.NoteOnline => Facts.OnlineChecked(now, client, effect.Number, effect.Flag, effect.At),
        EffectKind.NoteDeclaredDead => Facts.DeclaredDead(now, client, effect.Connection, effect.At, effect.Number),
        EffectKind.NoteMissed => Facts.HeartbeatMissed(now, client, effect.Connection, effect.Number, lastHeartbeatSent),
        EffectKind.NoteAttemptTimeout => Facts.AttemptFailed(now, client, effect.Connection, CloseCause.AttemptTimeout),
        EffectKind.NoteState => Facts.StateChanged(now, client, effect.State),
        EffectKind.NoteClosedByUser => Facts.ClosedByUser(now, client),
        EffectKind.NoteGaveUp => Facts.GaveUp(now, client, effect.Connection, (GiveUpReason)effect.Number),
        EffectKind.NoteWaitsForSend => Facts.WaitsForSend(now, client, effect.Connection),
        _ => null,
    };

    /// <summary>The fact of a poll or fetch that came to its end.</summary>
    /// <param name="held">The version held before.</param>
    /// <param name="began">When the request began.</param>
    public static Fact Fetched(long now, int client, int topic, FetchOutcome outcome, long held, FetchReason reason, long began) => outcome.Version switch
    {
        null => Facts.FetchFailed(now, client, topic, outcome.Status, reason, began),
        { } version when version > held => Facts.VersionHeld(now, client, topic, version, reason, began),
        { } version => Facts.FetchAnswered(now, client, topic, version, reason, began),
    };
}
