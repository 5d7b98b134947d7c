using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Harness.Target.Chat;

/// <summary>POST /login: a token for whoever gives a name. No password is asked for: this stands for a login, it is none.</summary>
internal sealed class LoginEndpoint(LiveSettings settings, TimeProvider time, Counters counters)
{
    private const int MaxName = 100;

    public void Map(WebApplication app) => app.MapPost("/login", (RequestDelegate)LoginAsync);

    private async Task LoginAsync(HttpContext context)
    {
        counters.Request();
        try
        {
            var request = await JsonSerializer.DeserializeAsync(context.Request.Body, ChatJson.Default.LoginRequest, context.RequestAborted)
                ?? throw new BadOrderException("the body must be an object, but is null");
            OrderRules.Require(request.Name.Length is > 0 and <= MaxName, $"name must be 1 to {MaxName} characters");
            OrderRules.Require(request.Client is null or { Length: > 0 and <= MaxName }, $"client must be 1 to {MaxName} characters");
            var chat = settings.Current.Chat;
            var lifetime = request.LifetimeMs is { } asked ? OrderRules.Duration(asked, "lifetimeMs") : chat.Lifetime;
            var expires = time.GetUtcNow() + (lifetime < chat.Lifetime ? lifetime : chat.Lifetime);
            var exp = expires.ToUnixTimeMilliseconds() / 1000.0;
            var token = ChatToken.Sign(new ChatClaims(request.Client ?? request.Name, request.Name, exp), [.. chat.Secret]);
            await Answer.JsonAsync(context, new LoginAnswer(token, exp), ChatJson.Default.LoginAnswer);
        }
        catch (Exception e) when (e is JsonException or BadOrderException)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }
}
