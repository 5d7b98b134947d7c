using Harness.Journal;
using Harness.Judging.Measures;
using Harness.Judging.Reading;

namespace Harness.Judging.Chat;

/// <summary>The clients that have nothing good to show.</summary>
internal static class BadTokens
{
    public static IEnumerable<ClientRecord> In(Scope scope) =>
        scope.Context.Chat is { } chat ? scope.Clients.Where(client => chat.Roster.CredentialOf(client.Client) != ChatCredential.Sound) : [];
}
