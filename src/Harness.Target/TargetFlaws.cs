using System.Collections.Immutable;

namespace Harness.Target;

/// <summary>A known defect of a back end, to be switched on where a run has to show that it would catch it.</summary>
/// <param name="Name">The name in orders and options.</param>
/// <param name="Meaning">One line.</param>
/// <param name="Delay">The delay it has unless another is given; null where it has none.</param>
public sealed record TargetFlaw(string Name, string Meaning, TimeSpan? Delay = null);

/// <summary>Every flaw of the reference back end there is.</summary>
public static class TargetFlaws
{
    public static readonly TargetFlaw RepliesToNothing = new("replies-to-nothing", "never answers a heartbeat, neither text nor ping frame; pushes go on");
    public static readonly TargetFlaw RepliesLate = new("replies-late", "answers text heartbeats after a delay", TimeSpan.FromSeconds(1.5));
    public static readonly TargetFlaw StalePresence = new("stale-presence", "keeps who was there over a crash, so that everyone who returns counts as offline");
    public static readonly TargetFlaw PushesBeforeCommit = new("pushes-before-commit", "pushes a version a delay before it can be fetched", TimeSpan.FromMilliseconds(300));
    public static readonly TargetFlaw ForgetsSubscriptions = new("forgets-subscriptions", "acknowledges the subscription of an id that had subscribed on another socket, and pushes nothing to it");
    public static readonly TargetFlaw DuplicatesPushes = new("duplicates-pushes", "sends each push twice");
    public static readonly TargetFlaw ReordersPushes = new("reorders-pushes", "swaps neighbouring pushes of a topic; the last one waits for the delay", TimeSpan.FromSeconds(2));
    public static readonly TargetFlaw NeverListsPresence = new("never-lists-presence", "lists nobody as present");
    public static readonly TargetFlaw KeepsPresence = new("keeps-presence", "lists ids that are silent or gone for good");
    public static readonly TargetFlaw ServesOldVersions = new("serves-old-versions", "answers a fetch with the version before for a delay after each publication", TimeSpan.FromSeconds(1));
    public static readonly TargetFlaw IgnoresClose = new("ignores-close", "does not answer a close frame and keeps the connection open");
    public static readonly TargetFlaw AcceptsButNeverOpens = new("accepts-but-never-opens", "takes the handshake request and never answers it");

    public static readonly TargetFlaw LosesChat = new("loses-chat", "never sends one in ten of the group messages, drawn for each member");
    public static readonly TargetFlaw DuplicatesChat = new("duplicates-chat", "sends each chat message twice");
    public static readonly TargetFlaw ReordersChat = new("reorders-chat", "swaps neighbouring messages of a sender in one group; the last one waits for the delay", TimeSpan.FromSeconds(2));
    public static readonly TargetFlaw MisdeliversChat = new("misdelivers-chat", "sends each chat message also to somebody whom it is not for");
    public static readonly TargetFlaw AcceptsExpiredTokens = new("accepts-expired-tokens", "lets a token into the chat room that is past its time, and ends no socket for it");
    public static readonly TargetFlaw AcceptsForgedTokens = new("accepts-forged-tokens", "lets a token into the chat room whatever its signature");
    public static readonly TargetFlaw HidesLeavers = new("hides-leavers", "sends a group no new list when a member leaves");

    public static readonly ImmutableArray<TargetFlaw> All =
    [
        RepliesToNothing, RepliesLate, StalePresence, PushesBeforeCommit, ForgetsSubscriptions, DuplicatesPushes, ReordersPushes, NeverListsPresence,
        KeepsPresence, ServesOldVersions, IgnoresClose, AcceptsButNeverOpens, LosesChat, DuplicatesChat, ReordersChat, MisdeliversChat, AcceptsExpiredTokens,
        AcceptsForgedTokens, HidesLeavers,
    ];

    private static readonly Dictionary<string, TargetFlaw> _byName = All.ToDictionary(flaw => flaw.Name, StringComparer.Ordinal);

    /// <summary>The flaw of that name, or null.</summary>
    public static TargetFlaw? Find(string name) => _byName.GetValueOrDefault(name);
}
