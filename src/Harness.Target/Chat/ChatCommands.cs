using System.Net.WebSockets;
using System.Text.Json;

namespace Harness.Target.Chat;

/// <summary>
/// What a member may say: chat messages, which have a number as <c>type</c>, and everything that can be said on any other socket. A chat message that cannot be understood is
/// answered as there, never with <see cref="ChatType.Error"/>: that would cost the client its token.
/// </summary>
internal sealed class ChatCommands(ChatMember member, ClientCommands others, ChatPost post)
{
    public void Handle(WebSocketMessageType type, ReadOnlySpan<byte> message)
    {
        if (type != WebSocketMessageType.Text || Read(message) is not { Type: { } kind } chat)
        {
            others.Handle(type, message);
            return;
        }

        member.Session.TakeAnswer();
        if (!member.Session.Muted)
        {
            Handle(kind, chat);
        }
    }

    private void Handle(int kind, ChatRequest chat)
    {
        switch (kind)
        {
            case ChatType.GroupList:
                foreach (var group in member.Groups.Where(group => chat.Group is null || group.Name == chat.Group))
                {
                    member.Session.Send(group.List(group.Members));
                }

                break;
            case ChatType.GroupChat when chat.Data is { } data && Find(chat.Group) is { } group:
                post.Say(member, group, chat.Id, data);
                break;
            case ChatType.SingleChat when chat is { Data: { } data, To: { } to }:
                post.Tell(member, to, chat.Id, data);
                break;
            default:
                Refuse(kind);
                break;
        }
    }

    private ChatGroup? Find(string? name) => name is null ? member.Groups.FirstOrDefault() : member.Groups.FirstOrDefault(group => group.Name == name);

    private void Refuse(int kind)
    {
        var what = kind switch
        {
            ChatType.GroupChat => "a group message needs data, and a group that its sender is in",
            ChatType.SingleChat => "a single message needs data and to",
            _ => $"unknown type {kind}",
        };
        member.Session.Send(JsonSerializer.SerializeToUtf8Bytes(new ErrorEvent("error", what), TargetJson.Default.ErrorEvent));
    }

    /// <summary>Null: not an object, or one that is none of the chat's; the others will say what is wrong with it.</summary>
    private static ChatRequest? Read(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"type\""u8) < 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(message, ChatRequestJson.Default.ChatRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
