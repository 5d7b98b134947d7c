using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Harness.Target;

/// <summary>GET /socket?client=ID: upgrades, keeps the open sessions, and finds them by client.</summary>
internal sealed class SocketEndpoint(TargetOptions options, Topics topics, Presence presence, Busy busy, Counters counters)
{
    private readonly ConcurrentDictionary<SocketSession, Task> _sessions = new();

    public void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path == "/socket" && context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
            {
                context.Features.Set<IHttpUpgradeFeature>(new SilenceableUpgrade(upgrade));
            }

            return next(context);
        });
        // No pings of its own: an idle socket is silent on the wire.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.MapGet("/socket", (RequestDelegate)AcceptAsync);
    }

    /// <returns>How many open sockets the clients had.</returns>
    public int ForEach(IReadOnlyCollection<string> clients, Action<SocketSession> act)
    {
        var wanted = clients.ToHashSet();
        var found = 0;
        foreach (var (session, _) in _sessions)
        {
            if (session.Client is { } id && wanted.Contains(id))
            {
                act(session);
                found++;
            }
        }

        return found;
    }

    /// <summary>Says goodbye with 1001, gives the peers a moment to answer, and drops those who did not.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        foreach (var (session, _) in _sessions)
        {
            session.GoAway();
        }

        try
        {
            await Task.WhenAll(_sessions.Values).WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            foreach (var (session, _) in _sessions)
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

        if (busy.Draw())
        {
            await Answer.BusyAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var transport = ((SilenceableUpgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>()).Stream
            ?? throw new InvalidOperationException("the WebSocket was not made over the silenceable transport");
        string? client = context.Request.Query["client"];
        var session = new SocketSession(client, socket, transport, context.Abort, counters, options);
        var commands = new ClientCommands(session, topics, presence);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[session] = ended.Task;
        counters.SocketOpened();
        try
        {
            await session.RunAsync(commands.Handle, context.RequestAborted);
        }
        finally
        {
            commands.Leave();
            counters.SocketClosed();
            _sessions.TryRemove(session, out _);
            ended.SetResult();
        }
    }
}
