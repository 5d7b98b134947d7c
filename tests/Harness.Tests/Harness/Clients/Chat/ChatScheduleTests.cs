using Harness.Clients.Chat;
using Harness.Journal;

namespace Harness.Tests.Clients.Chat;

public sealed class ChatScheduleTests
{
    private const long Minute = 60_000_000;

    private static readonly ChatSettings _settings = new() { Groups = 10, PerClient = 2, MessagesPerSecond = 40, Talkers = 0.5, Burst = 2, Singles = 0.2, Broadcasts = 0.1, Tokens = new ChatTokens { Expired = 0.1 } };

    private static List<ChatMessage> Of(int client, ulong seed = 7, long from = 0, ChatSettings? settings = null, int clients = 200)
    {
        var roster = new ChatRoster(settings ?? _settings, clients);
        var schedule = new ChatSchedule(roster, client, roster.Talkers, from, Minute, seed);
        List<ChatMessage> messages = [];
        while (schedule.Next is not null)
        {
            messages.Add(schedule.Take());
        }

        return messages;
    }

    [Fact]
    public void All_together_keep_the_rate_and_the_shares()
    {
        var roster = new ChatRoster(_settings, 200);
        ChatMessage[] all = [.. Enumerable.Range(0, 200).SelectMany(client => Of(client))];

        Assert.InRange(all.Length, 40 * 60 * 0.95, 40 * 60 * 1.05);
        Assert.InRange(all.Count(message => message.Kind == ChatKind.Single), all.Length * 0.16, all.Length * 0.24);
        Assert.InRange(all.Count(message => message.Kind is ChatKind.Everybody or ChatKind.Others), all.Length * 0.07, all.Length * 0.13);
        Assert.Contains(all, message => message.Kind == ChatKind.Everybody);
        Assert.Contains(all, message => message.Kind == ChatKind.Others);
        Assert.All(Enumerable.Range(0, 200), client =>
        {
            List<ChatMessage> mine = Of(client);
            Assert.Equal(roster.IsTalker(client), mine.Count > 0);
            Assert.Equal(Enumerable.Range(1, mine.Count), mine.Select(message => message.Id));
            Assert.Equal(mine.OrderBy(message => message.Due).Select(message => message.Id), mine.Select(message => message.Id));
            Assert.All(mine.Where(message => message.Kind == ChatKind.Group), message => Assert.True(roster.IsIn(client, message.To)));
            Assert.All(mine.Where(message => message.Kind == ChatKind.Single), message => Assert.True(message.To != client && roster.CredentialOf(message.To) == ChatCredential.Sound));
            Assert.All(mine.Chunk(2).Where(pair => pair.Length == 2), pair => Assert.Equal(pair[0].Due, pair[1].Due));
        });
    }

    [Fact]
    public void Equal_seeds_say_the_same_and_others_do_not()
    {
        int talker = Enumerable.Range(0, 200).First(client => new ChatRoster(_settings, 200).IsTalker(client));
        Assert.Equal(Of(talker), Of(talker));
        Assert.NotEqual(Of(talker), Of(talker, seed: 8));
    }

    [Fact]
    public void Who_starts_later_says_the_rest_and_counts_from_one()
    {
        int talker = Enumerable.Range(0, 200).First(client => new ChatRoster(_settings, 200).IsTalker(client));
        List<ChatMessage> all = Of(talker);
        List<ChatMessage> rest = Of(talker, from: Minute / 2);
        Assert.Equal(all.Where(message => message.Due >= Minute / 2).Select(message => (message.Due, message.Kind, message.To)), rest.Select(message => (message.Due, message.Kind, message.To)));
        Assert.Equal(1, rest[0].Id);
    }

    [Fact]
    public void At_no_rate_nobody_says_anything() => Assert.All(Enumerable.Range(0, 20), client => Assert.Empty(Of(client, settings: _settings with { MessagesPerSecond = 0 })));

    [Fact]
    public void A_client_alone_has_nobody_to_write_to() =>
        Assert.All(Of(0, settings: new ChatSettings { Singles = 1, MessagesPerSecond = 1 }, clients: 1), message => Assert.Equal(ChatKind.Group, message.Kind));
}
