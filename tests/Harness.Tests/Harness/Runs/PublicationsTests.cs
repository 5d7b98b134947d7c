using System.Collections.Concurrent;
using Harness.Clients;
using Harness.Journal;
using Harness.Runs;
using Harness.Timing;
using Harness.Tests.Clients.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Runs;

/// <summary>Publications against a target that takes its time over each.</summary>
public sealed class PublicationsTests
{
    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_target_that_is_slow_over_each_does_not_slow_the_schedule()
    {
        // 40 ms for each: one after the other that would be 25 a second.
        await using SlowPublisher target = await SlowPublisher.StartAsync(TimeSpan.FromMilliseconds(40));
        Fact[] published = await PublishAsync(target, topics: 16, perSecond: 100, seconds: 2);

        Assert.InRange(published.Length, 100, 199);
        Assert.True(target.MostAtOnce > 1);
        Assert.All(published.GroupBy(fact => fact.A), topic => Assert.Equal(Enumerable.Range(1, topic.Count()).Select(version => (long)version), topic.Select(fact => fact.C)));
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task The_versions_of_a_topic_keep_their_order_and_what_the_target_does_not_get_to_is_missing()
    {
        await using SlowPublisher target = await SlowPublisher.StartAsync(TimeSpan.FromMilliseconds(40));
        Fact[] published = await PublishAsync(target, topics: 1, perSecond: 100, seconds: 1);

        Assert.Equal(1, target.MostAtOnce);
        Assert.InRange(published.Length, 1, 30);
    }

    [Fact(Timeout = Deadline.Milliseconds)]
    public async Task A_target_that_fails_ends_them_at_once()
    {
        await using SlowPublisher target = await SlowPublisher.StartAsync(TimeSpan.Zero, status: 500);
        long began = MonotonicClock.Now;

        await Assert.ThrowsAsync<EnvironmentException>(() => PublishAsync(target, topics: 4, perSecond: 10, seconds: 50));
        Assert.True(MonotonicClock.Now - began < 20_000_000);
    }

    private static async Task<Fact[]> PublishAsync(SlowPublisher target, int topics, double perSecond, int seconds)
    {
        var facts = new ConcurrentQueue<Fact>();
        using var access = new TargetAccess(new UriBuilder(target.Http) { Scheme = "ws" }.Uri, target.Http);
        long begin = MonotonicClock.Now;
        await new Publications(access, topics, perSecond, TimeProvider.System, facts.Enqueue).RunAsync(begin, begin + (seconds * 1_000_000L), Deadline.Token);
        return [.. facts];
    }

    /// <summary>Answers <c>publish-once</c> with the topic's next version, after a while.</summary>
    private sealed class SlowPublisher : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentDictionary<string, long> _versions = [];
        private int _now, _most;

        private SlowPublisher(TimeSpan takes, int status)
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddRoutingCore();
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(async context =>
            {
                using var body = new StreamReader(context.Request.Body);
                string topic = await body.ReadToEndAsync(context.RequestAborted);
                int now = Interlocked.Increment(ref _now);
                InterlockedMax(now);
                await Task.Delay(takes, TimeProvider.System, context.RequestAborted);
                Interlocked.Decrement(ref _now);
                context.Response.StatusCode = status;
                await context.Response.WriteAsync($$"""{"topic":"t","version":{{_versions.AddOrUpdate(topic, 1, (_, version) => version + 1)}}}""", context.RequestAborted);
            });
        }

        public Uri Http => new(_app.Urls.First() + "/");

        public int MostAtOnce => _most;

        public static async Task<SlowPublisher> StartAsync(TimeSpan takes, int status = 200)
        {
            var target = new SlowPublisher(takes, status);
            await target._app.StartAsync(Deadline.Token);
            return target;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private void InterlockedMax(int now)
        {
            int most = _most;
            while (now > most && Interlocked.CompareExchange(ref _most, now, most) is var seen && seen != most)
            {
                most = seen;
            }
        }
    }
}
