using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Harness.Target;

/// <summary>
/// What a scenario may order, under /control. A bad order is answered 400 with <c>{"error":…}</c> and changes nothing.
/// Scenarios call it straight, never through the fault proxy.
/// </summary>
internal sealed class ControlApi(
    Topics topics, Publisher publisher, SocketEndpoint sockets, Presence presence, Busy busy, TargetSettings settings, Counters counters)
{
    private const double MaxMilliseconds = 86_400_000;

    public void Map(WebApplication app)
    {
        app.MapGet("/control/stats", (RequestDelegate)(context => Answer.JsonAsync(context, counters.Read(), TargetJson.Default.StatsAnswer)));
        Order(app, "topics", TargetJson.Default.TopicsOrder, SetTopics);
        Order(app, "publish", TargetJson.Default.PublishOrder, PublishAsync);
        Order(app, "publish-once", TargetJson.Default.PublishOnceOrder, PublishOnce);
        Order(app, "drop", TargetJson.Default.DropOrder, Drop);
        Order(app, "mute", TargetJson.Default.MuteOrder, Mute);
        Order(app, "busy", TargetJson.Default.BusyOrder, SetBusy);
        Order(app, "config", TargetJson.Default.ConfigOrder, Configure);
    }

    private Task SetTopics(HttpContext context, TopicsOrder order)
    {
        Require(order.Count is >= 0 and <= Topics.MaxCount, $"count must be 0 to {Topics.MaxCount}, but is {order.Count}");
        topics.SetCount(order.Count);
        return Done(context);
    }

    private async Task PublishAsync(HttpContext context, PublishOrder order)
    {
        Require(order.Rate is >= 0 and <= Publisher.MaxRate, $"rate must be 0 to {Publisher.MaxRate} per second, but is {order.Rate}");
        await publisher.StartAsync(order.Rate, order.Seed);
        await Done(context);
    }

    private Task PublishOnce(HttpContext context, PublishOnceOrder order)
    {
        var topic = topics.Find(order.Topic) ?? throw new BadOrderException($"unknown topic '{order.Topic}'");
        return Answer.JsonAsync(context, new PublishedAnswer(order.Topic, topics.Publish(topic)), TargetJson.Default.PublishedAnswer);
    }

    private Task Drop(HttpContext context, DropOrder order) => HitAsync(context, order.Clients, session => session.Drop());

    private Task Mute(HttpContext context, MuteOrder order) => HitAsync(context, order.Clients, session => session.Muted = order.Muted);

    private Task SetBusy(HttpContext context, BusyOrder order)
    {
        Require(order.Share is >= 0 and <= 1, $"share must be 0 to 1, but is {order.Share}");
        busy.Set(order.Share, order.Seed);
        return Done(context);
    }

    private Task Configure(HttpContext context, ConfigOrder order)
    {
        Require(order.LoopTime is null or (> 0 and <= MaxMilliseconds), $"loopTime must be over 0 and at most {MaxMilliseconds} ms, but is {order.LoopTime}");
        Require(
            order.PresenceThreshold is null or (> 0 and <= MaxMilliseconds),
            $"presenceThreshold must be over 0 and at most {MaxMilliseconds} ms, but is {order.PresenceThreshold}");
        settings.LoopTime = order.LoopTime is { } loop ? TimeSpan.FromMilliseconds(loop) : settings.LoopTime;
        presence.Threshold = order.PresenceThreshold is { } threshold ? TimeSpan.FromMilliseconds(threshold) : presence.Threshold;
        return Done(context);
    }

    private static void Order<T>(WebApplication app, string name, JsonTypeInfo<T> type, Func<HttpContext, T, Task> carryOut) =>
        app.MapPost($"/control/{name}", (RequestDelegate)(async context =>
        {
            try
            {
                var order = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                    ?? throw new BadOrderException("the body must be an object, but is null");
                await carryOut(context, order);
            }
            catch (Exception e) when (e is JsonException or BadOrderException)
            {
                await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, e.Message);
            }
        }));

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BadOrderException(otherwise);
        }
    }

    /// <summary>Does something to the open sockets of some clients and says how many they were.</summary>
    private Task HitAsync(HttpContext context, string[] clients, Action<SocketSession> act)
    {
        Require(Array.IndexOf(clients, null) < 0, "clients must be ids, but one is null");
        return Answer.JsonAsync(context, new SocketsAnswer(sockets.ForEach(clients, act)), TargetJson.Default.SocketsAnswer);
    }

    private static Task Done(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private sealed class BadOrderException(string message) : Exception(message);
}
