using Harness.Journal;
using Harness.Judging.Chat;

namespace Harness.Judging.Evidence;

/// <summary>Says one recorded fact of a client in the chat room in plain words.</summary>
internal static class ChatTeller
{
    /// <summary>The event that a fact tells of; null where it is none of the chat's.</summary>
    public static StoryEvent? Tell(in Fact fact) => fact.Kind switch
    {
        FactKind.ChatLoggedIn => new StoryEvent(fact.At, StoryWeight.Turn, fact.B switch
        {
            (int)ChatCredential.Expired => "has a token that is past its time",
            (int)ChatCredential.Forged => "has a forged token",
            _ => $"logs in: a token for {Words.Seconds((fact.C - fact.At) / 1e6)}",
        }),
        FactKind.ChatJoined => new StoryEvent(fact.At, StoryWeight.Turn, $"is welcomed into the chat room on connection {fact.A}"),
        FactKind.ChatRefused => new StoryEvent(fact.At, StoryWeight.Turn, $"is told on connection {fact.A} that its token is not taken, and {(fact.C == 1 ? "will log in again" : "stops")}"),
        FactKind.ChatAsked => new StoryEvent(fact.At, StoryWeight.Detail, $"is to send message {fact.B} to {ChatWords.Place(ChatFacts.KindOf(fact), fact.A)}"),
        FactKind.ChatSent => new StoryEvent(fact.At, StoryWeight.Detail, $"message {fact.B} to {ChatWords.Place(ChatFacts.KindOf(fact), fact.A)} sent on connection {ChatFacts.ConnectionOf(fact)}"),
        FactKind.ChatReceived => new StoryEvent(fact.At, StoryWeight.Background, $"message {fact.B} of {ChatWords.Client(fact.A)} received on connection {ChatFacts.ConnectionOf(fact)}"),
        FactKind.ChatListed => new StoryEvent(fact.At, StoryWeight.Background, $"g{fact.A} {(fact.D == 1 ? "now" : "no longer")} lists {ChatWords.Client(fact.B)}"),
        _ => null,
    };
}
