using System.Collections.Concurrent;
using Harness.Target;

namespace Harness.Tests.Target;

public sealed class PublisherTests
{
    private readonly ConcurrentQueue<string> _published = new();
    private readonly VirtualTime _time = new();

    private Publisher Make(int topics, out Topics made)
    {
        var counters = new Counters();
        made = new Topics(counters, new Pushes(new FlawSwitch(), new Later(_time), _time, counters), (topic, version, _) => _published.Enqueue($"{topic}@{version}"));
        made.SetCount(topics);
        return new Publisher(made, _time);
    }

    private Task UntilAsync(int count) => TargetClient.UntilAsync(() => Task.FromResult(_published.Count == count && _time.Armed == 1), $"{count} publications");

    [Fact]
    public async Task Publishes_at_the_rate_and_catches_up_after_a_stall()
    {
        await using var publisher = Make(3, out _);
        await publisher.StartAsync(4, seed: 1);
        await UntilAsync(0);
        _time.Advance(TimeSpan.FromMilliseconds(249));
        await UntilAsync(0);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await UntilAsync(1);
        _time.Advance(TimeSpan.FromSeconds(10)); // one timer fires at 500 ms; the clock then stands at 10.25 s
        await UntilAsync(41);
    }

    [Fact]
    public async Task The_schedule_does_not_drift()
    {
        // A third of a millisecond does not add up: 3,000,000 publications at 3,000/s are due after 1,000 s exactly.
        Assert.Equal(TimeSpan.FromSeconds(1000), Publisher.DueAt(3_000_000, 3000));
        await using var publisher = Make(1, out _);
        await publisher.StartAsync(30, seed: 1);
        for (var second = 1; second <= 5; second++)
        {
            for (var ms = 0; ms < 1000; ms += 40)
            {
                await TargetClient.UntilAsync(() => Task.FromResult(_time.Armed == 1), "it waits");
                _time.Advance(TimeSpan.FromMilliseconds(40));
            }

            await UntilAsync(30 * second);
        }
    }

    [Fact]
    public async Task Every_topic_has_its_turn_in_an_order_that_the_seed_fixes()
    {
        async Task<string[]> OrderOf(int seed)
        {
            _published.Clear();
            await using var publisher = Make(10, out _);
            await publisher.StartAsync(1000, seed);
            await UntilAsync(0);
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await UntilAsync(20);
            return [.. _published];
        }

        var first = await OrderOf(7);
        Assert.Equal(first, await OrderOf(7));
        Assert.NotEqual(first, await OrderOf(8));
        Assert.Equal(10, first[..10].Distinct().Count());
        Assert.All(first[..10], p => Assert.EndsWith("@1", p, StringComparison.Ordinal));
        Assert.All(first[10..], p => Assert.EndsWith("@2", p, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rate_0_stops_it_and_a_new_rate_replaces_the_old_one()
    {
        await using var publisher = Make(1, out _);
        await publisher.StartAsync(10, 1);
        await publisher.StartAsync(2, 1);
        Assert.Equal(1, _time.Armed);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await UntilAsync(1);
        await publisher.StartAsync(0, 1);
        Assert.Equal(0, _time.Armed);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_published);
    }

    [Fact]
    public async Task Topics_that_come_while_it_runs_join_in()
    {
        await using var publisher = Make(0, out var topics);
        await publisher.StartAsync(10, 1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await UntilAsync(0);
        topics.SetCount(1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await UntilAsync(1);
    }
}
