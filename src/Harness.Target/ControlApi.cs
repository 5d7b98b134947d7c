using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Harness.Target;

/// <summary>What the orders act upon.</summary>
internal sealed record ControlledParts(
    Topics Topics, Publisher Publisher, Sessions Sessions, Presence Presence, Busy BusyRequests, Busy BusyHandshakes, Pushes Pushes, Broadcaster Broadcaster,
    Outage Outage, FlawSwitch Flaws, LiveSettings Settings, TargetSettings Started, Counters Counters);

/// <summary>
/// What a scenario may order, under /control. A bad order is answered 400 with <c>{"error":…}</c> and changes nothing.
/// Scenarios call it straight, never through the fault proxy.
/// </summary>
internal sealed class ControlApi(ControlledParts parts)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/control/stats", (RequestDelegate)(context => Answer.JsonAsync(context, parts.Counters.Read(), TargetJson.Default.StatsAnswer)));
        Order(app, "topics", TargetJson.Default.TopicsOrder, SetTopics);
        Order(app, "publish", TargetJson.Default.PublishOrder, PublishAsync);
        Order(app, "publish-once", TargetJson.Default.PublishOnceOrder, PublishOnce);
        Order(app, "drop", TargetJson.Default.DropOrder, Drop);
        Order(app, "mute", TargetJson.Default.MuteOrder, Mute);
        Order(app, "busy", TargetJson.Default.BusyOrder, SetBusy);
        Order(app, "lose-pushes", TargetJson.Default.LosePushesOrder, LosePushes);
        Order(app, "broadcast", TargetJson.Default.BroadcastOrder, Broadcast);
        Order(app, "crash", TargetJson.Default.CrashOrder, CrashAsync);
        Order(app, "restore", TargetJson.Default.RestoreOrder, Restore);
        Order(app, "flaws", TargetJson.Default.FlawsOrder, SetFlaws);
        Order(app, "config", TargetJson.Default.ConfigOrder, Configure);
    }

    private static void Order<T>(WebApplication app, string name, JsonTypeInfo<T> type, Func<HttpContext, T, Task> carryOut) =>
        app.MapPost($"/control/{name}", (RequestDelegate)(async context =>
        {
            try
            {
                var order = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                    ?? throw new BadOrderException("the body must be an object, but is null");
                // Off the thread that reads the sockets: an order may write to all of them.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                await carryOut(context, order);
            }
            catch (Exception e) when (e is JsonException or BadOrderException)
            {
                await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, e.Message);
            }
        }));

    private Task SetTopics(HttpContext context, TopicsOrder order)
    {
        OrderRules.Require(order.Count is >= 0 and <= Topics.MaxCount, $"count must be 0 to {Topics.MaxCount}, but is {order.Count}");
        parts.Topics.SetCount(order.Count);
        return Done(context);
    }

    private async Task PublishAsync(HttpContext context, PublishOrder order)
    {
        OrderRules.Require(order.Rate is >= 0 and <= Publisher.MaxRate, $"rate must be 0 to {Publisher.MaxRate} per second, but is {order.Rate}");
        await parts.Publisher.StartAsync(order.Rate, order.Seed);
        await Done(context);
    }

    private Task PublishOnce(HttpContext context, PublishOnceOrder order)
    {
        OrderRules.Require(order.Version is null or >= 0, $"version must be at least 0, but is {order.Version}");
        var topic = parts.Topics.Find(order.Topic) ?? throw new BadOrderException($"unknown topic '{order.Topic}'");
        return Answer.JsonAsync(context, new PublishedAnswer(order.Topic, parts.Topics.Publish(topic, order.Version)), TargetJson.Default.PublishedAnswer);
    }

    private Task Drop(HttpContext context, DropOrder order) =>
        HitAsync(context, OrderRules.Select(order.Clients, order.Share, order.Seed), session => session.Drop());

    private Task Mute(HttpContext context, MuteOrder order) =>
        HitAsync(context, OrderRules.Select(order.Clients, order.Share, order.Seed), session => session.Muted = order.Muted);

    private Task SetBusy(HttpContext context, BusyOrder order)
    {
        OrderRules.Share(order.Share);
        OrderRules.Require(order.RetryAfter is >= 0 and <= 3600, $"retryAfter must be 0 to 3600 s, but is {order.RetryAfter}");
        Busy[] set = order.Of switch
        {
            "all" => [parts.BusyRequests, parts.BusyHandshakes],
            "requests" => [parts.BusyRequests],
            "handshakes" => [parts.BusyHandshakes],
            _ => throw new BadOrderException($"of must be requests, handshakes or all, but is '{order.Of}'"),
        };
        Array.ForEach(set, busy => busy.Set(order.Share, order.Seed, order.RetryAfter));
        return Done(context);
    }

    private Task LosePushes(HttpContext context, LosePushesOrder order)
    {
        OrderRules.Share(order.Share);
        parts.Pushes.Lose(order.Share, order.Seed, OrderRules.Select(order.Clients));
        return Done(context);
    }

    private Task Broadcast(HttpContext context, BroadcastOrder order) =>
        SocketsAsync(context, parts.Broadcaster.Say(order.Text, order.Except is null ? null : OrderRules.Select(order.Except)));

    private async Task CrashAsync(HttpContext context, CrashOrder order) =>
        await SocketsAsync(context, await parts.Outage.CrashAsync(order.ForMs is { } length ? OrderRules.Duration(length, "forMs") : null));

    private Task Restore(HttpContext context, RestoreOrder order)
    {
        parts.Outage.Restore();
        return Done(context);
    }

    private Task SetFlaws(HttpContext context, FlawsOrder order)
    {
        var flaws = Array.ConvertAll(order.Names, name => (name is null ? null : TargetFlaws.Find(name)) ?? throw new BadOrderException(
            $"unknown flaw '{name}'; there are {string.Join(", ", TargetFlaws.All.Select(flaw => flaw.Name))}"));
        parts.Flaws.Set(
            flaws, order.DelayMs is { } delay ? OrderRules.Duration(delay, "delayMs") : null, OrderRules.Select(order.Clients, order.Share, order.Seed), parts.Sessions);
        return Done(context);
    }

    private Task Configure(HttpContext context, ConfigOrder order)
    {
        // All of it is read before any of it is set.
        TimeSpan? loop = order.LoopTime is { } l ? OrderRules.Duration(l, "loopTime") : null;
        TimeSpan? threshold = order.PresenceThreshold is { } t ? OrderRules.Duration(t, "presenceThreshold") : null;
        TimeSpan? idle = order.IdleCloseMs is { } i ? OrderRules.DurationOrZero(i, "idleCloseMs") : null;
        var heartbeat = order.ServerHeartbeat is { } h ? OrderRules.Heartbeat(h) : null;
        var auth = order.Auth is { } a ? OrderRules.Auth(a) : null;
        OrderRules.Require(order.PushBytes is null or (>= 0 and <= Pushes.MostData), $"pushBytes must be 0 to {Pushes.MostData}, but is {order.PushBytes}");
        OrderRules.Require(order.SendQueue is null or (>= 1 and <= TargetOptions.LongestSendQueue), $"sendQueue must be 1 to {TargetOptions.LongestSendQueue}, but is {order.SendQueue}");
        OrderRules.Require(order.MaxClients is null or >= 0, $"maxClients must be at least 0, but is {order.MaxClients}");
        var slow = order.SlowPast is { } s ? OrderRules.SlowPast(s) : null;
        var chat = order.Chat is { } c ? OrderRules.Chat(c, c.Own ? parts.Started.Chat : parts.Settings.Current.Chat) : null;
        parts.Pushes.Fill(order.PushBytes ?? parts.Pushes.Data?.Length ?? 0);
        parts.Presence.Threshold = threshold ?? parts.Presence.Threshold;
        parts.Settings.Change(settings => settings with
        {
            LoopTime = loop ?? settings.LoopTime,
            IdleClose = idle ?? settings.IdleClose,
            RestartClears = order.RestartClears ?? settings.RestartClears,
            ServerHeartbeat = order.ServerHeartbeat is null ? settings.ServerHeartbeat : heartbeat,
            Auth = order.Auth is null ? settings.Auth : auth,
            SendQueue = order.SendQueue ?? settings.SendQueue,
            MaxClients = order.MaxClients ?? (order.OwnLimits ? parts.Started : settings).MaxClients,
            SlowPast = order.SlowPast is null ? (order.OwnLimits ? parts.Started : settings).SlowPast : slow,
            Chat = chat ?? settings.Chat,
        });
        return Done(context);
    }

    /// <summary>Does something to the open sockets of some clients and says how many they were.</summary>
    private Task HitAsync(HttpContext context, Selection clients, Action<SocketSession> act) => SocketsAsync(context, parts.Sessions.ForEach(clients, act));

    private static Task SocketsAsync(HttpContext context, int sockets) => Answer.JsonAsync(context, new SocketsAnswer(sockets), TargetJson.Default.SocketsAnswer);

    private static Task Done(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
