using Microsoft.AspNetCore.Http;

namespace Harness.Target.Chat;

/// <summary>Who may come into the room, by the token in the query.</summary>
internal sealed class ChatGate(LiveSettings settings, FlawSwitch flaws, TimeProvider time, Counters counters)
{
    private const int MaxGroups = 100;

    /// <returns>What the token says, if it is to be believed; else why it is not.</returns>
    public (ChatClaims? Claims, TokenVerdict Verdict) Admit(HttpRequest request)
    {
        var verdict = ChatToken.Read(request.Query["token"], [.. settings.Current.Chat.Secret], time.GetUtcNow(), out var claims);
        var isTaken = verdict switch
        {
            TokenVerdict.Good => true,
            TokenVerdict.Expired => flaws.IsOn(TargetFlaws.AcceptsExpiredTokens),
            _ => claims is not null && flaws.IsOn(TargetFlaws.AcceptsForgedTokens),
        };
        if (!isTaken)
        {
            counters.ChatRefusal();
        }

        return (isTaken ? claims : null, verdict);
    }

    /// <summary>The groups in the query, <c>groups=g1,g2</c>; without, the one group <c>all</c>.</summary>
    public static IEnumerable<string> Groups(HttpRequest request)
    {
        string? asked = request.Query["groups"];
        var groups = (asked ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return groups.Length == 0 ? ["all"] : groups.Distinct().Take(MaxGroups);
    }
}
