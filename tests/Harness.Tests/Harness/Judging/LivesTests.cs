using Harness.Clients;
using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Evidence;
using Harness.Judging.Results;
using Harness.Metrics;

namespace Harness.Tests.Judging;

/// <summary>The clients that stand out, their lives, and the latencies.</summary>
public sealed class LivesTests
{
    /// <summary>Under one silent drop: 0 notices early, 1 late, 2 never; 3 and 4 are not hit.</summary>
    private static RunBuilder Run() => new RunBuilder()
        .SilentDrop(cohorts: [0, 1, 2])
        .Client(0, c => c.Is(0.1, ClientState.Connecting).Is(0.5, ClientState.Open).Opens(0.5).Declares(14.1, 11.9).Is(14.1, ClientState.Reconnecting).Opens(25).Is(25, ClientState.Open))
        .Client(1, c => c.Opens(0.5).Declares(15.3, 11.9).Opens(25))
        .Client(2, c => c.Opens(0.5))
        .Undisturbed(3, 4);

    [Fact]
    public void Who_never_noticed_comes_first_then_who_used_most_of_its_bound()
    {
        ScenarioResult judged = Run().Judge();

        Assert.Equal([2, 1, 0], judged.WorstClients.Select(life => life.Client).Take(3));
        Assert.Equal("had to detect silent-drop and never did", judged.WorstClients[0].Why);
        Assert.DoesNotContain(judged.WorstClients, life => life.Client is 3 or 4);
        // The bound that a detection is held against, its tolerance included.
        double bound = judged.PolicyBound.DetectionSeconds!.Value + judged.PolicyBound.ToleranceSeconds;
        Assert.EndsWith($", {Math.Round(3.3 / bound * 100)} % of its bound", judged.WorstClients[1].Why, StringComparison.Ordinal);
        Assert.Contains(judged.WorstClients[0].Events, told => told.What == "silent-drop begins on its cohort");
    }

    [Fact]
    public void A_false_alarm_stands_out_more_than_a_late_detection()
    {
        ScenarioResult judged = Run().Client(5, c => c.Opens(0.5).Declares(8, 5)).Judge();

        Assert.Equal([2, 5, 1], judged.WorstClients.Select(life => life.Client).Take(3));
        Assert.Equal("declared a connection dead that no fault had hit", judged.WorstClients[1].Why);
    }

    [Fact]
    public void A_life_has_its_states_one_after_the_other()
    {
        ClientLife life = LifeReader.Of(new JudgeContext(Run().Build()), 0)!;

        Assert.Equal(["connecting", "open", "reconnecting", "open"], life.States.Select(span => span.State));
        Assert.Equal((0.1, 0.5), (life.States[0].From, life.States[0].To));
        Assert.Equal((25.0, 42.0), (life.States[^1].From, life.States[^1].To));
    }

    [Fact]
    public void Whoever_is_asked_for_is_told_of_and_there_is_nobody_beyond_the_last()
    {
        var context = new JudgeContext(Run().Build());

        Assert.Equal("nothing remarkable happened to it", LifeReader.Of(context, 3)!.Why);
        Assert.Contains(LifeReader.Of(context, 3)!.Events, told => told.What.Contains("is open", StringComparison.Ordinal));
        Assert.Null(LifeReader.Of(context, context.Clients.Length));
        Assert.Null(LifeReader.Of(context, -1));
    }

    [Fact]
    public void There_are_so_many_at_most()
    {
        var run = new RunBuilder { Clients = 100 };
        run.SilentDrop(cohorts: [.. Enumerable.Range(0, 10)]);
        for (int client = 0; client < 50; client++)
        {
            run.Client(client, c => c.Opens(0.5));
        }

        Assert.Equal(LifeReader.Most, run.Judge().WorstClients.Length);
        Assert.Equal(50, Remarkable.Of(new JudgeContext(run.Build()), int.MaxValue).Count(found => double.IsPositiveInfinity(found.Sample.Value) && found.Sample.Client < 50));
    }

    [Fact]
    public void Latencies_are_those_that_there_are_samples_of()
    {
        RunBuilder run = Run();
        run.Add(Facts.HistogramBucket(RunBuilder.At(1.6), 0, Series.HeartbeatRtt, 30, 99), Facts.HistogramBucket(RunBuilder.At(2.6), 1, Series.HeartbeatRtt, 60, 1));
        ScenarioResult judged = run.Judge();

        Assert.Equal(new LatencyResult("heartbeat.rtt", 100, 30e-6, 30e-6, 30e-6, 60e-6, 60e-6), judged.Latencies[0]);
        LatencyResult detection = Assert.Single(judged.Latencies, latency => latency.Name == "detection.time");
        Assert.Equal((3L, (double?)null), (detection.Count, detection.Max));
        Assert.DoesNotContain(judged.Latencies, latency => latency.Name == "chat.delay");
    }

    [Fact]
    public void Staleness_per_second_is_the_largest_age_of_what_was_held()
    {
        TimeSeries series = new RunBuilder()
            .Publishes(0, 1, 1.0).Publishes(0, 2, 5.0).Publishes(0, 3, 7.5).Publishes(0, 4, 9.0)
            .Client(0, c => c.Opens(0.5).Holds(1.1, 1).Holds(8.0, 3).Holds(9.1, 4))
            .Judge().Series;

        Assert.Equal(42, series.StalenessMax.Length);
        Assert.Equal(2.5, series.StalenessMax[7]!.Value, 3);
        Assert.Equal(3.0, series.StalenessMax[8]!.Value, 3);
        Assert.Null(series.StalenessMax[3]);
        Assert.Empty(new RunBuilder().WithoutTopics().Undisturbed(0, 1).Judge().Series.StalenessMax);
    }
}
