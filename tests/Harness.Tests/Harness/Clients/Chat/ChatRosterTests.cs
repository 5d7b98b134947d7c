using Harness.Clients.Chat;
using Harness.Journal;

namespace Harness.Tests.Clients.Chat;

public sealed class ChatRosterTests
{
    [Theory]
    [InlineData(2000, 50, 1)]
    [InlineData(97, 10, 3)]
    [InlineData(5, 5, 5)]
    [InlineData(3, 1, 1)]
    public void Groups_and_members_are_two_views_of_one_thing(int clients, int groups, int perClient)
    {
        var roster = new ChatRoster(new ChatSettings { Groups = groups, PerClient = perClient }, clients);

        Assert.All(Enumerable.Range(0, groups), group =>
        {
            int[] members = [.. roster.MembersOf(group).Order()];
            Assert.Equal(Enumerable.Range(0, clients).Where(client => roster.GroupsOf(client).Contains(group)), members);
            Assert.Equal(Enumerable.Range(0, clients).Where(client => roster.IsIn(client, group)), members);
            Assert.InRange(members.Length, clients * perClient / groups - perClient, (clients * perClient / groups) + perClient);
        });
        Assert.False(roster.IsIn(0, -1));
        Assert.False(roster.IsIn(0, groups));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(2000)]
    public void Shares_are_kept_and_spread_over_the_groups(int clients)
    {
        var settings = new ChatSettings { Groups = clients / 20, Talkers = 0.2, Tokens = new ChatTokens { Expired = 0.05, Forged = 0.1 } };
        var roster = new ChatRoster(settings, clients);
        int[] expired = Of(ChatCredential.Expired), forged = Of(ChatCredential.Forged);

        Assert.InRange(expired.Length, (clients * 0.05) - 1.5, (clients * 0.05) + 1.5);
        Assert.InRange(forged.Length, (clients * 0.1) - 1.5, (clients * 0.1) + 1.5);
        Assert.InRange(roster.Talkers, (clients * 0.17) - 4, (clients * 0.17) + 4);
        Assert.DoesNotContain(Enumerable.Range(0, clients), client => roster.IsTalker(client) && roster.CredentialOf(client) != ChatCredential.Sound);
        Assert.True(forged.Select(client => client % settings.Groups).Distinct().Count() >= Math.Min(settings.Groups, forged.Length) / 2);

        int[] Of(ChatCredential credential) => [.. Enumerable.Range(0, clients).Where(client => roster.CredentialOf(client) == credential)];
    }
}
