using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Evidence;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class ClientStoryTests
{
    private static string[] Lines(ClientEvidence evidence) => [.. evidence.Events.Select(told => $"{told.Seconds:0.000} {told.What}")];

    [Fact]
    public void Tells_a_told_client_in_order_with_times()
    {
        AssertionResult found = new RunBuilder().SilentDrop()
            .Client(0, c => c.Opens(0.5).Misses(13.004).Misses(14.004, 2).Misses(15.004, 3).IsTold(24.011).Opens(25.02))
            .Find(MetricNames.Undetected, limit: 0);
        ClientEvidence evidence = Assert.Single(found.Evidence);
        Assert.Equal((0, 0, 1), (evidence.Client, evidence.Cohort, found.Offenders));
        Assert.Equal("did not detect silent-drop by its own timers: it was told by a close that the network delivered", evidence.Why);
        Assert.Equal(
            [
                "12.000 silent-drop begins on its cohort",
                "12.004 heartbeat sent, not answered",
                "13.004 heartbeat sent, not answered (2 in a row)",
                "14.004 heartbeat sent, not answered (3 in a row)",
                "24.000 silent-drop is removed from its cohort",
                "24.011 connection 1 closed by the network (FIN): told, not detected",
                "25.010 connects again (attempt 2, because of the loss)",
                "25.020 connection 2 is open",
            ],
            Lines(evidence));
    }

    [Fact]
    public void Shows_the_heartbeats_before_a_declaration_once()
    {
        AssertionResult found = new RunBuilder().SilentDrop()
            .Client(0, c => c.Opens(0.5).Misses(13.6).Misses(14.6, 2).Misses(15.6, 3).Declares(15.6, 11.6).Polls(15.7, ok: false).Tries(16.6).Fails(18.6).Opens(25, AttemptCause.LockEnded))
            .Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3);
        ClientEvidence evidence = Assert.Single(found.Evidence);
        Assert.Equal("declared the connection dead after 4 missed heartbeats", evidence.Why);
        Assert.Equal(
            [
                "11.597 heartbeat sent, answered after 0.003 s",
                "12.000 silent-drop begins on its cohort",
                "12.600 heartbeat sent, not answered",
                "13.600 heartbeat sent, not answered",
                "14.600 heartbeat sent, not answered",
                "15.600 declares connection 1 dead after 4.000 s of silence",
                "15.600 connection 1 closed by the client",
                "15.700 poll (socket lost) of t0 failed: timed out",
                "16.600 connects again (attempt 2, because of the loss)",
                "18.600 attempt 2 failed: not open in time",
                "24.000 silent-drop is removed from its cohort",
                "24.990 connects again (attempt 3, because the lock of the one before ended)",
                "25.000 connection 3 is open",
            ],
            Lines(evidence));
    }

    [Fact]
    public void Leaves_out_the_least_telling_events_of_a_long_story_and_says_how_many()
    {
        RunBuilder run = new RunBuilder().SilentDrop().Client(0, c =>
        {
            c.Opens(0.5);
            for (int poll = 0; poll < 100; poll++)
            {
                c.Polls(12.1 + (poll * 0.1));
            }

            c.IsTold(24.011);
        });
        ClientEvidence evidence = run.Find(MetricNames.Undetected, limit: 0).Evidence.Single();
        Assert.Equal(ClientStory.Longest, evidence.Events.Length);
        Assert.Contains(evidence.Events, told => told.What.StartsWith("connection 1 closed by the network", StringComparison.Ordinal));
        Assert.StartsWith("(74 more events between 9.000 s and 42.000 s are not shown)", evidence.Events[^1].What, StringComparison.Ordinal);
        Assert.Equal(evidence.Events.OrderBy(told => told.Seconds), evidence.Events);
    }

    [Fact]
    public void Stalls_of_the_harness_are_part_of_it()
    {
        AssertionResult found = new RunBuilder().Stall(19.5, 19.7).Client(0, c => c.Opens(0.5).Declares(20, 17)).Find(MetricNames.FalseAlarms, limit: 0);
        Assert.Contains(new TimedEvent(19.5, "worker-0 of the harness itself stalls for 0.200 s"), found.Evidence.Single().Events);
    }

    [Fact]
    public void The_worst_five_clients_are_named_worst_first()
    {
        var run = new RunBuilder();
        run.SilentDrop(cohorts: [0, 1, 2, 3, 4, 5, 6]);
        foreach (int client in Enumerable.Range(0, 7))
        {
            run.Client(client, c => c.Opens(0.5).Declares(15.6 + client, 11.6));
        }

        AssertionResult found = run.Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3);
        Assert.Equal((7, new[] { 6, 5, 4, 3, 2 }), (found.Offenders, [.. found.Evidence.Select(evidence => evidence.Client)]), new SameOffenders());
    }

    [Fact]
    public void Every_kind_of_fact_of_a_client_but_its_state_has_words()
    {
        foreach (FactKind kind in Enum.GetValues<FactKind>().Where(kind => kind is >= FactKind.AttemptStarted and < FactKind.HistogramBucket))
        {
            StoryEvent? told = FactTeller.Tell(new Fact(10, 0, 0, 0, 1, 1, kind), declared: false);
            Assert.Equal(kind == FactKind.StateChanged, told is null);
        }

        Assert.Equal("connection 1 closed by the server (close frame 1001): told, not detected", FactTeller.Tell(Facts.SocketGone(10, 0, 1, CloseCause.CloseFrame, 1001), declared: false)!.What);
    }

    private sealed class SameOffenders : IEqualityComparer<(int Count, int[] Clients)>
    {
        public bool Equals((int Count, int[] Clients) x, (int Count, int[] Clients) y) => x.Count == y.Count && x.Clients.SequenceEqual(y.Clients);

        public int GetHashCode((int Count, int[] Clients) obj) => obj.Count;
    }
}
