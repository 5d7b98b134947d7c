using Harness.Clients;
using Harness.Clients.Machines;
using Harness.Journal;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>Pushes of somebody else's server: with the data in them, or without a version.</summary>
public sealed class DataPushMachineTests
{
    [Fact]
    public void A_push_with_data_is_held_at_once_and_nothing_is_fetched()
    {
        var script = new MachineScript(Policies.Quiet() with { FetchOnOpen = false }, topics: 2).Opened().At(5, PushedData(1, 1, 7)).At(6);

        Assert.Equal(7, script.Machine.Held(1));
        Assert.Empty(script.Fetches());
        Assert.Equal([(5, 1, 7)], Held(script));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(6)]
    [InlineData(0)]
    public void What_is_held_already_is_no_news(long version)
    {
        var script = new MachineScript(Policies.Quiet() with { FetchOnOpen = false }, topics: 1).Opened().At(5, PushedData(1, 0, 7), PushedData(1, 0, version)).At(6);

        Assert.Equal(7, script.Machine.Held(0));
        Assert.Equal([(5, 0, 7)], Held(script));
    }

    [Fact]
    public void An_older_answer_of_the_fetch_on_open_does_not_take_it_away()
    {
        var script = new MachineScript(Policies.Quiet(), topics: 1).Opened().At(1, PushedData(1, 0, 7)).At(1.1, FetchAnswered(0, 6, FetchReason.Open)).At(5);

        Assert.Equal(7, script.Machine.Held(0));
        Assert.Equal([FetchReason.Open], script.Fetches().Select(fetch => fetch.Reason));
    }

    [Fact]
    public void On_an_old_connection_it_is_not_heard() =>
        Assert.Equal(0, new MachineScript(Policies.Quiet(), topics: 1).Opened().At(3, Closed(1, isError: true), PushedData(1, 0, 7)).Machine.Held(0));

    [Fact]
    public void A_push_without_a_version_is_fetched_and_one_meanwhile_once_more()
    {
        var script = new MachineScript(Policies.Quiet() with { FetchOnOpen = false }, topics: 1).Opened()
            .At(5, Changed(1, 0)).At(5.1, Changed(1, 0), Changed(1, 0)).At(5.2, FetchAnswered(0, 3, FetchReason.Push)).At(5.3, FetchAnswered(0, 4, FetchReason.Open)).At(9);

        Assert.Equal([5, 5.2], script.Fetches().Select(fetch => fetch.At));
        Assert.Equal(4, script.Machine.Held(0));
    }

    [Fact]
    public void Each_ends_push_silence_and_counts_as_an_answer()
    {
        ClientPolicy policy = Policies.Rounds() with { FetchOnOpen = false };
        foreach (ClientInput push in new[] { PushedData(1, 0, 7), Changed(1, 0) })
        {
            var script = new MachineScript(policy with { Fallback = new FallbackPolicy { OnPushSilence = TimeSpan.FromSeconds(10), Every = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) } }, topics: 1)
                .Opened().At(8, push).At(17);
            Assert.DoesNotContain(script.Fetches(), fetch => fetch.Reason == FetchReason.PollSilence);
        }
    }

    private static (double At, int Topic, long Version)[] Held(MachineScript script) =>
        [.. script.Log.Where(entry => entry.Effect.Kind == EffectKind.NoteHeld).Select(entry => (entry.At, entry.Effect.Number, entry.Effect.At))];
}
