using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Clients;

/// <summary>Polling as a transport, long polls, spread, a few topics only, and back to push when everything is fresh. Seconds.</summary>
public sealed class PollingMachineTests
{
    [Fact]
    public void As_a_transport_it_polls_from_the_start_and_never_connects()
    {
        MachineScript script = Start(Policies.Preset("ajax-polling"), topics: 2);

        script.At(0.1, Answer(0)).At(0.2, Answer(1)).At(3.1, Answer(0)).At(3.2, Answer(1)).At(5);

        Assert.Equal([(0, 0, FetchReason.PollTransport), (0.1, 1, FetchReason.PollTransport), (3, 0, FetchReason.PollTransport), (3.1, 1, FetchReason.PollTransport)], script.Fetches());
        Assert.Empty(script.Times(EffectKind.Connect));
        Assert.Equal(ClientState.Polling, script.Machine.State);
    }

    [Fact]
    public void A_turn_that_comes_while_a_poll_hangs_is_left_out()
    {
        MachineScript script = Start(Policies.Preset("ajax-polling"), topics: 1);

        script.At(7, ClientInput.FetchFailed(0, FetchReason.PollTransport)).At(10);

        Assert.Equal([0, 9], script.Fetches(FetchReason.PollTransport));
    }

    [Fact]
    public void A_long_poll_is_held_and_the_next_begins_at_once_but_later_after_a_failure()
    {
        MachineScript script = Start(Policies.Preset("long-polling"), topics: 1);

        script.At(8, Answer(0)).At(9, ClientInput.FetchFailed(0, FetchReason.PollTransport)).At(12);

        Assert.Equal([0, 8, 10], script.Fetches(FetchReason.PollTransport));
        Assert.All(script.Log.Where(entry => entry.Effect.Kind == EffectKind.Fetch), entry => Assert.True(entry.Effect.Flag));
    }

    [Fact]
    public void Spread_draws_the_first_poll_after_a_loss_and_keeps_the_place()
    {
        FallbackPolicy fallback = Fallback() with { OnLoss = TimeSpan.FromSeconds(1), Spread = TimeSpan.FromSeconds(4) };
        double[][] polls = [.. Enumerable.Range(1, 200).Select(seed =>
        {
            var script = new MachineScript(Policies.Quiet(fallback) with { FetchOnOpen = false }, topics: 1, seed: (ulong)seed);
            script.Opened().At(10, ClientInput.Closed(1, isError: false));
            for (double at = 10.5; at < 23; at += 0.5)
            {
                script.At(at, ClientInput.FetchAnswered(0, 1, FetchReason.PollLoss));
            }

            return script.Fetches(FetchReason.PollLoss);
        })];

        Assert.All(polls, times => Assert.InRange(times[0], 11, 15));
        Assert.All(polls, times => Assert.Equal(5, times[1] - times[0], 1e-5));
        Assert.True(polls.Max(times => times[0]) - polls.Min(times => times[0]) > 3.5, "the first polls are not drawn");
    }

    [Fact]
    public void Only_the_first_topics_are_polled()
    {
        MachineScript script = new MachineScript(Policies.Quiet(Fallback() with { OnLoss = TimeSpan.Zero, Topics = 2 }) with { FetchOnOpen = false }, topics: 3).Opened();

        script.At(1, ClientInput.Closed(1, isError: false)).At(1.1, ClientInput.FetchAnswered(0, 1, FetchReason.PollLoss)).At(1.2, ClientInput.FetchAnswered(1, 1, FetchReason.PollLoss)).At(3);

        Assert.Equal([0, 1], script.Fetches().Select(fetch => fetch.Topic));
    }

    [Theory]
    [InlineData(false, new[] { 1.0 })]
    [InlineData(true, new[] { 1.0, 6.0, 11.0 })]
    public void Until_fresh_it_goes_on_polling_until_every_topic_was_fetched(bool untilFresh, double[] polls)
    {
        MachineScript script = new MachineScript(Policies.Quiet(Fallback() with { OnLoss = TimeSpan.Zero, UntilFresh = untilFresh }), topics: 1).Opened();
        script.At(0.5, ClientInput.FetchAnswered(0, 1, FetchReason.Open));

        script.At(1, ClientInput.Closed(1, isError: true)).At(1.1, Poll(1), ClientInput.Opened(2));
        script.At(6.1, Poll(1)).At(11.1, Poll(1)).At(12, ClientInput.FetchAnswered(0, 2, FetchReason.Open)).At(40);

        Assert.Equal(polls, script.Fetches(FetchReason.PollLoss));
    }

    [Fact]
    public void A_poll_makes_fresh_what_the_fetches_of_the_open_did_not()
    {
        MachineScript script = new MachineScript(Policies.Quiet(Fallback() with { OnLoss = TimeSpan.Zero, UntilFresh = true }), topics: 1).Opened();
        script.At(0.5, ClientInput.FetchAnswered(0, 1, FetchReason.Open));

        script.At(1, ClientInput.Closed(1, isError: true)).At(1.1, Poll(1), ClientInput.Opened(2));
        script.At(2, ClientInput.FetchFailed(0, FetchReason.Open)).At(3, ClientInput.FetchFailed(0, FetchReason.Refetch));
        script.At(6.1, Poll(1)).At(40);

        Assert.Equal([1, 6], script.Fetches(FetchReason.PollLoss));
    }

    private static MachineScript Start(ClientPolicy policy, int topics) => new MachineScript(policy, topics).At(0, ClientInput.Start, ClientInput.TimerDue);

    private static ClientInput Answer(int topic) => ClientInput.FetchAnswered(topic, 1, FetchReason.PollTransport);

    private static ClientInput Poll(long version) => ClientInput.FetchAnswered(0, version, FetchReason.PollLoss);

    private static FallbackPolicy Fallback() => new() { Every = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(5) };
}
