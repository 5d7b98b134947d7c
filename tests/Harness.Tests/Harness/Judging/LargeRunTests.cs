using System.Diagnostics;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class LargeRunTests
{
    /// <summary>15,000 clients, 600,000 facts, every metric asserted. Measured at 1 to 2 s; quadratic work would take minutes.</summary>
    [Fact]
    public void A_run_of_15_000_clients_is_judged_in_linear_time()
    {
        RunBuilder run = new RunBuilder { Clients = 15_000 }.SilentDrop(cohorts: [0, 1, 2]);
        for (int version = 1; version <= 20; version++)
        {
            for (int topic = 0; topic < 10; topic++)
            {
                run.Publishes(topic, version, 1 + version);
            }
        }

        for (int client = 0; client < 15_000; client++)
        {
            int topic = client % 10;
            run.Client(client, c =>
            {
                c.Opens(0.5).Is(0.5, ClientState.Open);
                for (int version = 1; version <= 20; version++)
                {
                    c.Holds(1.01 + version, version, topic: topic).Is(1.02 + version, ClientState.Open);
                }

                if (topic < 3)
                {
                    c.Misses(12.6).Misses(13.6, 2).Declares(15.6, 11.6).Polls(14.7).Opens(25);
                }
            });
        }

        foreach (Metric metric in MetricNames.All)
        {
            run.Asserts(metric, Comparison.LessOrEqual, 0);
        }

        JudgedRun judged = run.Build();
        long began = Stopwatch.GetTimestamp();
        ScenarioResult result = Judge.Run(judged);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        TestContext.Current.TestOutputHelper?.WriteLine($"{judged.Journal.Facts.Length} facts in {took.TotalSeconds:0.00} s");
        Assert.Equal(4500, result.Faults[0].Affected);
        Assert.Equal(4500, result.Faults[0].Detected);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
