using Harness.Clients;
using Harness.Journal;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>semantics.md, data: notify, then fetch.</summary>
public sealed class TopicMachineTests
{
    [Fact]
    public void On_every_open_each_topic_is_fetched_once()
    {
        var script = Held(topics: 2).At(5, Closed(1, isError: true)).At(6, Opened(2));

        Assert.Equal(
            [(0, 0, FetchReason.Open), (0, 1, FetchReason.Open), (6, 0, FetchReason.Open), (6, 1, FetchReason.Open)],
            script.Fetches());
    }

    [Fact]
    public void Without_fetch_on_open_there_is_none()
    {
        var script = new MachineScript(Policies.Quiet() with { FetchOnOpen = false }, topics: 2).Opened().At(5);

        Assert.Empty(script.Fetches());
    }

    [Fact]
    public void A_fetch_that_was_under_way_at_the_open_does_not_stand_for_the_one_on_open()
    {
        // Its answer may be older than the subscription: what was published between the two would never be pushed and never be fetched.
        var script = Held().At(5, Push(1, 0, 2)).At(5.1, Closed(1, isError: true)).At(5.2, Opened(2)).At(5.3, FetchAnswered(0, 2, FetchReason.Push)).At(6);

        Assert.Contains(script.Fetches(), fetch => fetch.At > 5.1 && fetch.Reason == FetchReason.Open);
    }

    [Fact]
    public void A_failed_fetch_that_was_under_way_at_the_open_does_not_either()
    {
        var script = Held().At(5, Push(1, 0, 2)).At(5.1, Closed(1, isError: true)).At(5.2, Opened(2)).At(5.3, FetchFailed(0, FetchReason.Push)).At(6);

        Assert.Contains(script.Fetches(), fetch => fetch.At > 5.1 && fetch.Reason == FetchReason.Open);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void A_push_is_fetched_only_if_it_is_newer(long version, bool fetches)
    {
        var script = Held().At(5, Push(1, 0, version));

        Assert.Equal(fetches ? [5] : [], script.Fetches(FetchReason.Push));
    }

    [Fact]
    public void A_fetch_raises_the_version_held_and_an_older_answer_does_not_lower_it()
    {
        var script = Held().At(5, Push(1, 0, 4)).At(5.1, FetchAnswered(0, 5, FetchReason.Push));
        Assert.Equal(5, script.Machine.Held(0));

        script.At(6, FetchAnswered(0, 3, FetchReason.PollSilence));
        Assert.Equal(5, script.Machine.Held(0));
    }

    [Fact]
    public void A_fetch_that_a_push_overtook_is_repeated_at_once()
    {
        var script = Held().At(5, Push(1, 0, 2)).At(5.05, Push(1, 0, 3)).At(5.1, FetchAnswered(0, 2, FetchReason.Push)).At(5.2, FetchAnswered(0, 3, FetchReason.Push)).At(9);

        Assert.Equal([5, 5.1], script.Fetches(FetchReason.Push));
        Assert.Empty(script.Fetches(FetchReason.Refetch));
    }

    [Fact]
    public void A_fetch_that_brought_what_the_overtaking_push_announced_is_not_repeated()
    {
        var script = Held().At(5, Push(1, 0, 2)).At(5.05, Push(1, 0, 3)).At(5.1, FetchAnswered(0, 3, FetchReason.Push)).At(9);

        Assert.Equal([5], script.Fetches(FetchReason.Push));
        Assert.Empty(script.Fetches(FetchReason.Refetch));
    }

    [Fact]
    public void An_answer_older_than_announced_is_asked_for_once_more_after_200_ms_and_then_left()
    {
        var script = Held().At(5, Push(1, 0, 2)).At(5.1, FetchAnswered(0, 1, FetchReason.Push)).At(5.35, FetchAnswered(0, 1, FetchReason.Refetch)).At(60);

        Assert.Equal([5.3], script.Fetches(FetchReason.Refetch));
        Assert.Equal([5], script.Fetches(FetchReason.Push));
    }

    [Theory]
    [InlineData(FetchReason.Push)]
    [InlineData(FetchReason.Open)]
    public void A_failed_fetch_is_repeated_likewise(FetchReason reason)
    {
        var script = reason == FetchReason.Open ? new MachineScript(Policies.Quiet(), topics: 1).At(0, Start).At(5, Opened(1)) : Held().At(5, Push(1, 0, 2));
        script.At(5.1, FetchFailed(0, reason)).At(5.35, FetchFailed(0, FetchReason.Refetch)).At(60);

        Assert.Equal([5.3], script.Fetches(FetchReason.Refetch));
    }

    [Fact]
    public void What_was_left_is_fetched_at_the_next_push()
    {
        var script = Held().At(5, Push(1, 0, 2)).At(5.1, FetchFailed(0, FetchReason.Push)).At(5.35, FetchFailed(0, FetchReason.Refetch)).At(9, Push(1, 0, 2)).At(10);

        Assert.Equal([5, 9], script.Fetches(FetchReason.Push));
    }

    [Fact]
    public void Topics_do_not_wait_for_each_other()
    {
        var script = Held(topics: 2).At(5, Push(1, 0, 2), Push(1, 1, 2)).At(6);

        Assert.Equal([5, 5], script.Fetches(FetchReason.Push));
    }

    [Fact]
    public void The_answer_of_a_poll_does_not_end_a_fetch()
    {
        var script = Held().At(5, Push(1, 0, 3)).At(5.1, FetchAnswered(0, 2, FetchReason.PollSilence)).At(5.2, Push(1, 0, 4)).At(6);

        Assert.Equal([5], script.Fetches(FetchReason.Push));
    }

    private static MachineScript Held(int topics = 1)
    {
        var script = new MachineScript(Policies.Quiet(), topics).Opened();
        for (int topic = 0; topic < topics; topic++)
        {
            script.At(0.1, FetchAnswered(topic, 1, FetchReason.Open));
        }

        return script;
    }
}
