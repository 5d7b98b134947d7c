using Harness.Clients.Chat;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>The mapping <c>chat</c> of a scenario file.</summary>
internal static class ChatReader
{
    /// <returns>Null where it is no mapping; the error is told.</returns>
    public static ChatSettings? Read(ConfigValue value)
    {
        if (value.Section() is not { } section)
        {
            return null;
        }

        var usual = new ChatSettings();
        var chat = new ChatSettings
        {
            Groups = section.Find("groups")?.Count() ?? usual.Groups,
            PerClient = section.Find("per_client")?.Count() ?? usual.PerClient,
            MessagesPerSecond = section.Find("messages")?.Rate() ?? usual.MessagesPerSecond,
            Talkers = section.Find("talkers")?.Share() ?? usual.Talkers,
            Burst = section.Find("burst")?.Count() ?? usual.Burst,
            Singles = section.Find("singles")?.Share() ?? usual.Singles,
            Broadcasts = section.Find("broadcasts")?.Share() ?? usual.Broadcasts,
            Text = section.Find("text")?.Text() ?? usual.Text,
            Name = section.Find("name")?.Text() ?? usual.Name,
            Path = section.Find("path")?.Text() ?? usual.Path,
            Tokens = section.Find("tokens") is { } tokens ? ReadTokens(tokens) : usual.Tokens,
        };
        section.Close();
        return chat;
    }

    private static ChatTokens ReadTokens(ConfigValue value)
    {
        var usual = new ChatTokens();
        if (value.Section() is not { } section)
        {
            return usual;
        }

        var tokens = new ChatTokens
        {
            Expired = section.Find("expired")?.Share() ?? usual.Expired,
            Forged = section.Find("forged")?.Share() ?? usual.Forged,
            Lifetime = section.Find("lifetime")?.Duration(),
            Jitter = section.Find("jitter")?.Share() ?? usual.Jitter,
            Together = section.Find("together")?.Boolean() ?? usual.Together,
        };
        section.Close();
        return tokens;
    }
}
