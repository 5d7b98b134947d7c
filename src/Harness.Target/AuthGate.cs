using Microsoft.AspNetCore.Http;

namespace Harness.Target;

/// <summary>Decides who may open a socket, by the settings of the moment.</summary>
internal sealed class AuthGate(LiveSettings settings, Counters counters)
{
    public const int CloseCode = 4001;

    private const string Bearer = "Bearer ";

    /// <returns>How to refuse this handshake, or null to let it in.</returns>
    public TargetAuth? Refusal(HttpContext context, string? client)
    {
        if (settings.Current.Auth is not { } auth || !Refuses(auth, context, client))
        {
            return null;
        }

        counters.AuthRefusal();
        return auth;
    }

    private static bool Refuses(TargetAuth auth, HttpContext context, string? client) =>
        (auth.Token is { } token && TokenOf(context.Request) != token)
        || (client is not null && auth.Refuse.Contains(client))
        || (auth.Share > 0 && Draw.Of(auth.Seed, client ?? "") < auth.Share);

    private static string? TokenOf(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        return header is not null && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : request.Query["token"];
    }
}
