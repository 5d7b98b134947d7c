using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Journal;

namespace Harness.Judging.Chat;

/// <summary>What is said of the chat in evidence.</summary>
internal static class ChatWords
{
    public static string Client(int client) => client < 0 ? "somebody" : TargetProtocol.ClientId(client);

    public static string Name(ChatSend send) => $"message {send.Id} of {Client(send.Sender)} to {Place(send.Kind, send.To)}";

    public static string Place(ChatKind kind, int to) => kind switch
    {
        ChatKind.Group => ChatRoster.GroupName(to),
        ChatKind.Single => Client(to),
        ChatKind.Everybody => "everybody",
        _ => "all others",
    };
}
