using Harness.Journal;

namespace Harness.Clients.Chat;

/// <summary>
/// Who is in which group, who talks and who has what to show: pure arithmetic over the clients' numbers, no seed in it, so the worker that plays and the judge cannot differ.
/// Shares are spread evenly over the numbers by multiples of irrationals (Weyl), so 5 % of 100 clients are 5, and not all in one group.
/// </summary>
/// <param name="settings">The room.</param>
/// <param name="clients">How many there are in the scenario.</param>
public sealed class ChatRoster(ChatSettings settings, int clients)
{
    private const double Golden = 0.6180339887498949;
    private const double Silver = 0.4142135623730951;

    public ChatSettings Settings => settings;

    public int Clients => clients;

    public static string GroupName(int group) => $"g{group}";

    /// <summary>The groups of a client, its first one first.</summary>
    public IEnumerable<int> GroupsOf(int client) => Enumerable.Range(0, settings.PerClient).Select(index => (client + index) % settings.Groups);

    public bool IsIn(int client, int group) =>
        group >= 0 && group < settings.Groups && (group - (client % settings.Groups) + settings.Groups) % settings.Groups < settings.PerClient;

    /// <summary>The members of a group, whatever they have to show.</summary>
    public IEnumerable<int> MembersOf(int group)
    {
        for (int index = 0; index < settings.PerClient; index++)
        {
            int first = (group - index + settings.Groups) % settings.Groups;
            for (int client = first; client < clients; client += settings.Groups)
            {
                yield return client;
            }
        }
    }

    public ChatCredential CredentialOf(int client) => Place(client, Golden) switch
    {
        var place when place < settings.Tokens.Expired => ChatCredential.Expired,
        var place when place < settings.Tokens.Expired + settings.Tokens.Forged => ChatCredential.Forged,
        _ => ChatCredential.Sound,
    };

    /// <summary>Whether it ever says something. Who has nothing to show never does.</summary>
    public bool IsTalker(int client) => CredentialOf(client) == ChatCredential.Sound && Place(client, Silver) < settings.Talkers;

    /// <summary>How many talk; at least 1, for the arithmetic.</summary>
    public int Talkers => Math.Max(1, Enumerable.Range(0, clients).Count(IsTalker));

    /// <summary>Somewhere in [0, 1), evenly over the numbers. Half a step keeps client 0 from being in every share.</summary>
    private static double Place(int client, double step) => ((client + 0.5) * step) % 1;
}
