using System.Buffers.Binary;
using System.Text;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>What session code recorded, judged from hand-made journals.</summary>
public sealed class SessionFactsTests
{
    private static RunBuilder Run() => new RunBuilder().SilentDrop(cohorts: [0])
        .Add([.. Text(0, "checkout"), .. Text(1, "vip/checkout"), .. Text(2, "orders"), .. Text(3, "a pong did not come within 1.000 s")])
        .Client(0, c => c.Opens(0.5).Declares(14.6, 11.6).Opens(25))
        .Undisturbed(1, 2)
        .Add(
            Facts.SessionBegan(At(0.5), 0), Facts.SessionBegan(At(0.5), 1),
            Measured(0, 2, 0, 0.1), Measured(1, 3, 0, 0.2), Measured(1, 4, 0, double.PositiveInfinity), Measured(1, 5, 1, 0.9),
            Number(0, 3, 2, 4), Number(1, 3, 2, 2.5),
            Facts.SessionFailed(At(20), 1, 3), Facts.SessionEnded(At(20), 1, SessionEnd.Failed), Facts.SessionFailed(At(42.5), 0, 3));

    [Theory]
    [InlineData("custom.checkout.min <= 100ms", true, "0.100 s")]
    [InlineData("custom.checkout.p50 <= 200ms", true, "0.200 s")]
    [InlineData("custom.checkout.max <= 60s", false, "never")]
    [InlineData("custom.checkout.count == 3", true, "3")]
    [InlineData("custom.vip/checkout.max <= 1s", true, "0.900 s")]
    [InlineData("custom.orders.max <= 4", true, "4")]
    [InlineData("custom.orders.sum == 7", false, "6.5")]
    [InlineData("custom.orders.count >= 2", true, "2")]
    [InlineData("custom.orders.p99 <= 10s", false, "no data")] // Numbers are no durations.
    [InlineData("custom.nobody.count == 0", true, "0")]
    [InlineData("custom.nobody.p99 <= 1s", false, "no data")]
    [InlineData("session.failures == 0", false, "2")]
    public void Metrics_of_ones_own_are_asserted_like_any_other(string text, bool passes, string actual)
    {
        AssertionResult found = Judge(text);
        Assert.Equal((passes, actual), (found.Passed, found.Actual));
    }

    [Fact]
    public void Evidence_names_the_client_and_says_how_its_code_failed()
    {
        AssertionResult found = Judge("session.failures == 0");
        Assert.Equal(2, found.Offenders);
        Assert.All(found.Evidence, evidence => Assert.Equal("a pong did not come within 1.000 s", evidence.Why));
        Assert.Contains(found.Evidence.Single(evidence => evidence.Client == 1).Events, told => told.What.Contains("session code", StringComparison.Ordinal));
        Assert.Equal([1], Judge("custom.checkout.max <= 1s").Evidence.Select(evidence => evidence.Client));
    }

    [Fact]
    public void Limits_narrow_what_is_measured()
    {
        JudgedRun run = Run().Build();
        Assertion control = Assertion.Parse("custom.checkout.count == 2") with { Cohort = CohortSide.Control };
        Assert.True(global::Harness.Judging.Judge.Run(run with { Scenario = run.Scenario with { Assertions = [control] } }).Assertions[0].Passed);
    }

    [Fact]
    public void The_report_has_a_row_for_each_metric_and_each_failure()
    {
        SessionResult session = Run().Judge().Session!;
        Assert.Equal((2, 0), (session.Began, session.Returned));
        Assert.Equal(["checkout", "orders", "vip/checkout"], session.Metrics.Select(metric => metric.Name));
        Assert.Equal((3, 0.1, null), (session.Metrics[0].Values.Count, session.Metrics[0].Values.Min, session.Metrics[0].Values.Max));
        Assert.Equal(("number", 6.5), (session.Metrics[1].Unit, session.Metrics[1].Sum));
        Assert.Equal([new SessionFailure("a pong did not come within 1.000 s", 2, 0)], session.Failures);
        Assert.Null(new RunBuilder().Undisturbed(0).Judge().Session);
    }

    private static AssertionResult Judge(string text)
    {
        JudgedRun run = Run().Build();
        return global::Harness.Judging.Judge.Run(run with { Scenario = run.Scenario with { Assertions = [text] } }).Assertions[0];
    }

    private static long At(double seconds) => RunBuilder.At(seconds);

    private static Fact Measured(int client, double at, int name, double seconds) => Facts.Measured(At(at), client, name, SampleUnit.Seconds, seconds, At(at - 0.1));

    private static Fact Number(int client, double at, int name, double value) => Facts.Measured(At(at), client, name, SampleUnit.Number, value, At(at));

    private static IEnumerable<Fact> Text(int number, string text) => Encoding.UTF8.GetBytes(text).Chunk(16).Select((part, i) =>
    {
        byte[] bytes = new byte[16];
        part.CopyTo(bytes, 0);
        return Facts.TextPart(At(0.1), number, i, BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)));
    });
}
