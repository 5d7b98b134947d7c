using Harness.Clients.Protocol;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>Somebody else's server does not tell what it publishes: what some client saw stands for it.</summary>
public sealed class SeenTests
{
    private static readonly ProtocolSettings _protocol = new()
    {
        Push = new AnnouncementSettings { Version = new PlaceSettings { Json = "$.seq" } },
        PushCarriesData = true,
        Poll = new PollSettings { Url = "state", Version = new PlaceSettings { Json = "$.seq" } },
    };

    /// <summary>Client 0 is hit, client 1 hears of the same topic all the time.</summary>
    private static RunBuilder Run(Action<ClientScript> hit, ProtocolSettings? protocol = null) => new RunBuilder().Speaks(protocol ?? _protocol).SilentDrop()
        .Client(0, c =>
        {
            c.Opens(0.5).Pushed(5, 1).Holds(5, 1).Declares(14.6, 11.6);
            hit(c);
        })
        .Client(1, c =>
        {
            c.Opens(0.5);
            foreach ((double at, long version) in ((double, long)[])[(5, 1), (20, 2), (30, 3), (41, 4)])
            {
                c.Pushed(at, version, topic: 0).Holds(at, version, topic: 0);
            }
        });

    [Fact]
    public void Recovered_is_who_holds_what_anybody_had_seen_at_the_removal()
    {
        Assert.Equal(1.5, Run(c => c.Opens(25).Holds(25.51, 2, FetchReason.Open)).Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).ActualValue!.Value, 6);
        Assert.Equal("never", Run(c => c.Opens(25).Holds(25.51, 1, FetchReason.Open)).Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).Actual);
    }

    [Fact]
    public void Who_fetches_nothing_on_open_has_recovered_with_the_socket()
    {
        RunBuilder run = Run(c => c.Opens(25));
        run.Policy = run.Policy with { FetchOnOpen = false };

        Assert.Equal(0.99, run.Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).ActualValue!.Value, 6);
    }

    [Fact]
    public void Without_versions_an_open_socket_is_recovery() => Assert.Equal(
        0.99,
        Run(c => c.Opens(25), new ProtocolSettings { Push = _protocol.Push, Poll = new PollSettings { Url = "state" } })
            .Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).ActualValue!.Value,
        6);

    [Fact]
    public void Lost_is_what_somebody_saw_before_the_drain_and_the_client_never_held()
    {
        Assert.Equal(2, Run(_ => { }).Find(MetricNames.UpdatesLost, limit: 0).ActualValue);
        Assert.Equal(1, Run(c => c.Opens(25).Holds(25.1, 2)).Find(MetricNames.UpdatesLost, limit: 0).ActualValue);
        // Version 4 came in the drain: who has not heard of it yet has lost nothing.
        Assert.True(Run(c => c.Opens(25).Holds(30.1, 3)).Find(MetricNames.UpdatesLost, limit: 0).Passed);
    }

    [Fact]
    public void Skipped_and_lost_pushes_are_counted_over_what_was_seen()
    {
        Assert.Equal(1, Run(c => c.Opens(25).Holds(30.1, 3)).Find(MetricNames.UpdatesSkipped, limit: 0).ActualValue);
        Assert.Equal(1, Run(c => c.Opens(25).Holds(30.1, 3)).Find(MetricNames.PushesLost, limit: 0).ActualValue);
        Assert.True(Run(c => c.Opens(25).Pushed(30.1, 3).Holds(30.1, 3)).Find(MetricNames.PushesLost, limit: 0).Passed);
    }

    [Fact]
    public void Times_from_a_publication_have_no_data()
    {
        Assert.Equal("no data", Run(c => c.Opens(25).Holds(30.1, 3)).Find(MetricNames.Staleness, Comparison.LessOrEqual, 9).Actual);
        Assert.Equal("no data", Run(c => c.Opens(25).Holds(30.1, 3)).Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 9).Actual);
    }

    [Fact]
    public void A_target_that_tells_its_publications_is_judged_by_them() =>
        Assert.Equal(3, Run(_ => { }).Publishes(0, 1, 4).Publishes(0, 2, 6).Publishes(0, 3, 8).Publishes(0, 4, 9).Find(MetricNames.UpdatesLost, limit: 0).ActualValue);

    [Fact]
    public void Without_a_protocol_what_clients_saw_is_no_publication() => Assert.Equal(
        "no data",
        new RunBuilder().Client(0, c => c.Opens(0.5).Pushed(5, 1).Holds(5, 1)).Find(MetricNames.UpdatesLost, limit: 0).Actual);
}
