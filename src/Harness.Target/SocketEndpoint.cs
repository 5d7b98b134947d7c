using System.Text.Json;
using Harness.Target.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Harness.Target;

/// <summary>What a socket meets on its way in, and what its messages reach.</summary>
internal sealed record SocketServices(
    Sessions Sessions, Topics Topics, Presence Presence, Broadcaster Broadcaster, Busy Busy, AuthGate Auth, Admission Admission, FlawSwitch Flaws, Later Later, LiveSettings Settings, Counters Counters,
    ChatRoom Room, ChatPost Post, ChatGate Gate);

/// <summary>
/// GET /socket?client=ID: lets in or refuses, upgrades, and keeps the session while it lasts. GET /chat?token=JWT is the same with a seat in the chat room; the
/// client's id is the token's then.
/// </summary>
internal sealed class SocketEndpoint(TargetOptions options, SocketServices services, CancellationToken stopping)
{
    private readonly Counters _counters = services.Counters;

    public void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            if ((context.Request.Path == "/socket" || IsChat(context)) && context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
            {
                context.Features.Set<IHttpUpgradeFeature>(new SilenceableUpgrade(upgrade));
            }

            return next(context);
        });
        // No pings of its own: an idle socket is silent on the wire unless the settings ask for a server's heartbeat.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.MapGet("/socket", (RequestDelegate)AcceptAsync);
        app.MapGet("/chat", (RequestDelegate)AcceptAsync);
    }

    /// <summary>Says goodbye with 1001, gives the peers a moment to answer, and drops those who did not.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        var (_, ended) = services.Sessions.AllEnded();
        foreach (var session in services.Sessions)
        {
            session.Close(Upkeep.IdleCode, "the server is stopping");
        }

        try
        {
            await ended.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            foreach (var session in services.Sessions)
            {
                session.Drop();
            }
        }
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await Answer.ErrorAsync(context, StatusCodes.Status426UpgradeRequired, "this is a WebSocket endpoint");
            return;
        }

        string? client = context.Request.Query["client"];
        if (services.Flaws.IsOn(TargetFlaws.AcceptsButNeverOpens, client))
        {
            await NeverAsync(context);
        }
        else if (services.Busy.Draw())
        {
            await Answer.BusyAsync(context, services.Busy.RetryAfter);
        }
        else
        {
            var refusal = services.Auth.Refusal(context, client);
            if (refusal is { Mode: AuthMode.Status })
            {
                await RefuseAsync(context, refusal.Status);
            }
            else if (services.Admission.TryEnter())
            {
                try
                {
                    await OpenAsync(context, client, refused: refusal is not null);
                }
                finally
                {
                    services.Admission.Leave();
                }
            }
            else
            {
                await Answer.BusyAsync(context, services.Busy.RetryAfter);
            }
        }
    }

    private static bool IsChat(HttpContext context) => context.Request.Path == "/chat";

    private async Task OpenAsync(HttpContext context, string? client, bool refused)
    {
        var isChat = IsChat(context);
        (ChatClaims? claims, TokenVerdict verdict) = isChat ? services.Gate.Admit(context.Request) : default;
        client = claims?.Sub ?? client;
        var lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        var session = new SocketSession(client, lifetime.Abort, _counters, services.Flaws, services.Settings.Current.SendQueue, options);
        ((SilenceableUpgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>()).Session = session;
        var commands = new ClientCommands(session, services.Topics, services.Presence, services.Broadcaster, services.Admission, services.Flaws, services.Later);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        services.Sessions.Add(session, ended.Task);
        _counters.SocketOpened();
        ChatMember? member = null;
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(Acceptance(context, lifetime, session));
            if (refused)
            {
                session.Send(JsonSerializer.SerializeToUtf8Bytes(new CodedErrorEvent("error", "auth", "this client may not come in"), TargetJson.Default.CodedErrorEvent));
                session.Close(AuthGate.CloseCode, "authentication refused");
                await session.RunAsync(socket, (_, _) => { });
            }
            else if (isChat && claims is null)
            {
                session.Send(ChatRoom.Error(verdict));
                session.Close(ChatRoom.CloseCode, verdict == TokenVerdict.Expired ? "token expired" : "invalid token");
                await session.RunAsync(socket, (_, _) => { });
            }
            else if (claims is not null)
            {
                member = services.Room.Join(session, claims, ChatGate.Groups(context.Request));
                await session.RunAsync(socket, new ChatCommands(member, commands, services.Post).Handle);
            }
            else
            {
                await session.RunAsync(socket, commands.Handle);
            }
        }
        finally
        {
            if (member is not null)
            {
                services.Room.Leave(member);
            }

            commands.Leave();
            _counters.SocketClosed();
            services.Sessions.Remove(session);
            ended.SetResult();
        }
    }

    /// <summary>Pings in frames are ASP.NET Core's own, chosen when the socket opens.</summary>
    private WebSocketAcceptContext Acceptance(HttpContext context, IHttpRequestLifetimeFeature lifetime, SocketSession session)
    {
        if (services.Settings.Current.ServerHeartbeat is not { Form: PingForm.Frame } heartbeat)
        {
            return new WebSocketAcceptContext();
        }

        context.Features.Set<IHttpRequestLifetimeFeature>(new GivingUp(lifetime, session));
        return new WebSocketAcceptContext { KeepAliveInterval = heartbeat.Interval, KeepAliveTimeout = heartbeat.Timeout };
    }

    /// <summary>RFC 9110 §15.5.2 and §15.5.4.</summary>
    private static Task RefuseAsync(HttpContext context, int status)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Answer.ErrorAsync(context, status, "this client may not come in");
    }

    /// <summary>Says nothing until the peer gives up or the server stops.</summary>
    private async Task NeverAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, end.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    /// <summary>ASP.NET Core aborts the request where a pong is missing: here the session hears of it.</summary>
    private sealed class GivingUp(IHttpRequestLifetimeFeature inner, SocketSession session) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted
        {
            get => inner.RequestAborted;
            set => inner.RequestAborted = value;
        }

        public void Abort() => session.GiveUp();
    }
}
