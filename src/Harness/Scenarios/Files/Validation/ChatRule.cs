using System.Globalization;
using Harness.Clients;
using Harness.Clients.Chat;
using Harness.Data;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>The chat room: its ranges, and that what it asks for can be played and recorded.</summary>
internal static class ChatRule
{
    /// <summary>Each is a fact of 40 bytes and a message through two processes: more is no longer a test of the target.</summary>
    private const double MostReceipts = 50_000;

    private const double MostMessages = 100_000;
    private const int MostGroups = 100_000;
    private const int MostPerClient = 100;
    private static readonly TimeSpan _leastLifetime = TimeSpan.FromSeconds(1);

    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Chat is not { } chat)
        {
            return;
        }

        CheckRanges(chat, new TemplateNames(scenario.Data), findings);
        CheckTokens(chat.Tokens, findings);
        CheckRoom(scenario, chat, findings);
        CheckVolume(scenario, chat, findings);
    }

    /// <summary>Of one population.</summary>
    public static void CheckClients(Scenario scenario, Findings findings)
    {
        if (scenario.Chat is null)
        {
            return;
        }

        if (scenario.Clients.Policy.Transport == ClientTransport.Poll)
        {
            findings.Error("clients.preset", "has no socket, which chat needs", "clients.transport", "chat");
        }

        foreach (HandshakeField field in scenario.Clients.Handshake.Query.Where(field => ChatProtocol.Parameters.Contains(field.Name)))
        {
            findings.Error($"clients.handshake.query.{field.Name}", "is set by chat; leave one of the two out", "chat");
        }
    }

    private static void CheckRanges(ChatSettings chat, TemplateNames names, Findings findings)
    {
        findings.Within("chat.groups", chat.Groups, 1, MostGroups);
        findings.Within("chat.per_client", chat.PerClient, 1, MostPerClient);
        if (chat.PerClient > chat.Groups)
        {
            findings.Error("chat.per_client", $"must be at most chat.groups, {chat.Groups}, but is {chat.PerClient}", "chat.groups");
        }

        if (!(chat.MessagesPerSecond is >= 0 and <= MostMessages))
        {
            findings.Error("chat.messages", string.Create(CultureInfo.InvariantCulture, $"must be from 0/s to {MostMessages}/s, but is {chat.MessagesPerSecond}/s"));
        }

        if (!(chat.Talkers is > 0 and <= 1))
        {
            findings.Error("chat.talkers", $"must be more than 0% and at most 100%, but is {Units.ShowShare(chat.Talkers)}");
        }

        findings.Within("chat.burst", chat.Burst, 1, 100);
        findings.Share("chat.singles", chat.Singles);
        findings.Share("chat.broadcasts", chat.Broadcasts);
        if (chat.Singles + chat.Broadcasts > 1)
        {
            findings.Error("chat.broadcasts", $"and chat.singles must be at most 100% together, but are {Units.ShowShare(chat.Singles + chat.Broadcasts)}", "chat.singles");
        }

        CheckText("chat.text", chat.Text, names, findings);
        CheckText("chat.name", chat.Name, names, findings);
        if (!chat.Path.StartsWith('/') || chat.Path.AsSpan().IndexOfAny(" ?#") >= 0)
        {
            findings.Error("chat.path", $"must be a path without a query, such as /chat, but is {Units.Quote(chat.Path)}");
        }
    }

    private static void CheckText(string path, string text, TemplateNames names, Findings findings)
    {
        if (!Template.TryCompile(text, TextForm.Plain, names, out _, out string? error))
        {
            findings.Error(path, error, "data");
        }
    }

    private static void CheckTokens(ChatTokens tokens, Findings findings)
    {
        findings.Share("chat.tokens.expired", tokens.Expired);
        findings.Share("chat.tokens.forged", tokens.Forged);
        findings.Share("chat.tokens.jitter", tokens.Jitter);
        if (tokens.Expired + tokens.Forged >= 1)
        {
            findings.Error("chat.tokens.forged", $"and chat.tokens.expired must leave somebody who can come in, but are {Units.ShowShare(tokens.Expired + tokens.Forged)}", "chat.tokens.expired");
        }

        if (tokens.Lifetime is { } lifetime)
        {
            findings.AtLeast("chat.tokens.lifetime", lifetime, _leastLifetime);
        }
        else if (tokens.Jitter > 0 || tokens.Together)
        {
            findings.Error(tokens.Jitter > 0 ? "chat.tokens.jitter" : "chat.tokens.together", "needs chat.tokens.lifetime: without it no token ends", "chat.tokens.lifetime");
        }
    }

    private static void CheckRoom(Scenario scenario, ChatSettings chat, Findings findings)
    {
        if (scenario.Target.Nodes > 1)
        {
            findings.Error("chat", $"needs a target of one node, but target.nodes is {scenario.Target.Nodes}: nodes have a room each", "target.nodes");
        }

        if (chat.Groups > (long)scenario.Count * Math.Max(1, chat.PerClient))
        {
            findings.Error("chat.groups", $"must leave no group empty: {scenario.Count} clients are in {(long)scenario.Count * chat.PerClient} of {chat.Groups}", "clients.count", "chat.per_client");
        }
    }

    private static void CheckVolume(Scenario scenario, ChatSettings chat, Findings findings)
    {
        double members = (double)scenario.Count * chat.PerClient / Math.Max(1, chat.Groups);
        double receipts = chat.MessagesPerSecond * ((chat.Broadcasts * scenario.Count) + chat.Singles + ((1 - chat.Broadcasts - chat.Singles) * members));
        if (receipts > MostReceipts)
        {
            findings.Error(
                "chat.messages",
                string.Create(CultureInfo.InvariantCulture, $"must lead to at most {MostReceipts}/s receipts, but {chat.MessagesPerSecond:0.##}/s to {members:0.#} members each lead to {receipts:0}/s"),
                "chat.groups",
                "chat.per_client",
                "chat.singles",
                "chat.broadcasts",
                "clients.count");
        }
    }
}
