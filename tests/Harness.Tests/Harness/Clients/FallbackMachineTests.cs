using Harness.Clients;
using Harness.Journal;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>semantics.md, Fallback: push silence and loss, two triggers of one poll.</summary>
public sealed class FallbackMachineTests
{
    private static readonly FallbackPolicy _two = new() { Every = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public void Push_silence_polls_again_and_again_and_a_push_starts_it_anew()
    {
        var script = Opened(_two with { OnPushSilence = TimeSpan.FromSeconds(10) });
        foreach (double at in (double[])[10, 20])
        {
            script.At(at).At(at + 0.1, FetchAnswered(0, 1, FetchReason.PollSilence));
        }

        script.At(25, Push(1, 0, 1)).At(34.9);
        Assert.Equal([10, 20], script.Fetches(FetchReason.PollSilence));
        Assert.Equal([10, 20, 35], script.At(36).Fetches(FetchReason.PollSilence));
    }

    [Fact]
    public void Push_silence_counts_whatever_the_state_of_the_socket()
    {
        var script = new MachineScript(Policies.Quiet(_two with { OnPushSilence = TimeSpan.FromSeconds(10) }), topics: 1).At(0, Start).At(11);

        Assert.Equal([10], script.Fetches(FetchReason.PollSilence));
        Assert.DoesNotContain(script.States(), entry => entry.State == ClientState.Polling);
    }

    [Fact]
    public void A_message_that_is_no_push_does_not_end_push_silence()
    {
        var script = Opened(_two with { OnPushSilence = TimeSpan.FromSeconds(10) }).At(9, Message(1)).At(10);

        Assert.Equal([10], script.Fetches(FetchReason.PollSilence));
    }

    [Theory]
    [InlineData(0, new double[] { 20, 22, 24 })]
    [InlineData(3, new double[] { 23, 25 })]
    public void A_loss_polls_after_its_delay_until_the_socket_is_open(double delay, double[] expected)
    {
        var script = Opened(_two with { OnLoss = TimeSpan.FromSeconds(delay) }).At(20, Closed(1, isError: false));
        foreach (double at in expected)
        {
            script.At(at).At(at + 0.1, FetchAnswered(0, 1, FetchReason.PollLoss));
        }

        script.At(25.5, ClientInput.Opened(2)).At(60);

        Assert.Equal(expected, script.Fetches(FetchReason.PollLoss));
    }

    [Fact]
    public void An_own_declaration_is_a_loss_too()
    {
        ClientPolicy policy = Policies.Rounds() with { Fallback = _two with { OnLoss = TimeSpan.Zero } };
        var script = new MachineScript(policy, topics: 1).Opened().At(0.02, Message(1)).At(31);

        Assert.Equal([30.02], script.Fetches(FetchReason.PollLoss));
    }

    [Fact]
    public void A_socket_that_opens_before_the_delay_is_over_needs_no_poll()
    {
        var script = Opened(_two with { OnLoss = TimeSpan.FromSeconds(10) }).At(20, Closed(1, isError: true)).At(21, ClientInput.Opened(2)).At(60);

        Assert.Empty(script.Fetches(FetchReason.PollLoss));
    }

    [Theory]
    [InlineData(1, 21)]
    [InlineData(2, 22)]
    [InlineData(3, 23)]
    public void Failed_attempts_start_polling_when_there_are_enough(int enough, double expected)
    {
        var script = Opened(_two with { AfterFailedAttempts = enough }).At(20, Closed(1, isError: true));
        for (int i = 1; i <= 3; i++)
        {
            script.At(20 + i, AttemptFailed(1 + i));
        }

        Assert.Equal(expected, script.At(23.5).Fetches(FetchReason.PollLoss)[0]);
        Assert.Contains((expected, ClientState.Polling), script.States());
    }

    [Fact]
    public void Failed_attempts_are_counted_anew_after_an_open()
    {
        var script = Opened(_two with { AfterFailedAttempts = 2 })
            .At(20, Closed(1, isError: true)).At(21, AttemptFailed(2)).At(22, ClientInput.Opened(3))
            .At(30, Closed(3, isError: true)).At(31, AttemptFailed(4)).At(31.5);

        Assert.Empty(script.Fetches(FetchReason.PollLoss));
    }

    [Fact]
    public void One_poll_is_in_flight_and_the_turns_it_takes_are_left_out()
    {
        var script = Opened(_two with { OnLoss = TimeSpan.Zero }).At(20, Closed(1, isError: false)).At(25, FetchFailed(0, FetchReason.PollLoss)).At(27);

        Assert.Equal([20, 26], script.Fetches(FetchReason.PollLoss));
    }

    [Fact]
    public void The_topics_of_one_poll_are_fetched_in_turn_also_past_a_failure()
    {
        var script = Opened(_two with { OnLoss = TimeSpan.Zero }, topics: 3).At(20, Closed(1, isError: false))
            .At(20.1, FetchAnswered(0, 1, FetchReason.PollLoss)).At(20.3, FetchFailed(1, FetchReason.PollLoss)).At(20.4, FetchAnswered(2, 1, FetchReason.PollLoss)).At(22);

        Assert.Equal(
            [(20, 0), (20.1, 1), (20.3, 2), (22, 0)],
            script.Fetches().Where(fetch => fetch.Reason == FetchReason.PollLoss).Select(fetch => (fetch.At, fetch.Topic)));
    }

    [Fact]
    public void While_a_loss_polls_push_silence_does_not_poll_beside_it()
    {
        var script = Opened(_two with { OnLoss = TimeSpan.Zero, OnPushSilence = TimeSpan.FromSeconds(10) });
        script.At(5, Closed(1, isError: false));
        for (double at = 5; at < 15; at += 2)
        {
            script.At(at).At(at + 0.1, FetchAnswered(0, 1, FetchReason.PollLoss));
        }

        Assert.Empty(script.Fetches(FetchReason.PollSilence));
    }

    [Fact]
    public void Without_a_fallback_or_topics_nothing_polls()
    {
        var none = Opened(null!).At(20, Closed(1, isError: false)).At(200);
        var noTopics = new MachineScript(
            Policies.Quiet(_two with { OnLoss = TimeSpan.Zero, OnPushSilence = TimeSpan.FromSeconds(1), AfterFailedAttempts = 1 })).Opened()
            .At(20, Closed(1, isError: true)).At(21, AttemptFailed(2)).At(200);

        Assert.Empty(none.Fetches(FetchReason.PollLoss));
        Assert.Empty(noTopics.Fetches());
    }

    /// <summary>Open at 0, its topics fetched and held at version 1.</summary>
    private static MachineScript Opened(FallbackPolicy fallback, int topics = 1)
    {
        var script = new MachineScript(Policies.Quiet(fallback), topics).Opened();
        for (int topic = 0; topic < topics; topic++)
        {
            script.At(0.1, FetchAnswered(topic, 1, FetchReason.Open));
        }

        return script;
    }
}
