using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class FallbackTests
{
    private static AssertionResult Judge(Action<ClientScript> afterDetection, FaultPath path = FaultPath.WebSocket, FallbackPolicy? fallback = null)
    {
        var run = new RunBuilder();
        run.Policy = fallback is null ? run.Policy : run.Policy with { Fallback = fallback };
        run.SilentDrop(path: path).Client(0, c =>
        {
            c.Opens(0.5).Declares(14.6, 11.6);
            afterDetection(c);
        });
        return run.Find(MetricNames.FallbackTime, Comparison.LessOrEqual, 2);
    }

    [Fact]
    public void Is_the_time_to_the_first_poll_that_succeeds()
    {
        AssertionResult found = Judge(c => c.Polls(14.7, ok: false).Polls(15.7).Polls(16.7).Opens(25));
        Assert.Equal(1.1, found.ActualValue!.Value, 6);
        Assert.True(found.Passed);
        Assert.False(Judge(c => c.Polls(14.7, ok: false).Polls(17.7).Opens(25)).Passed);
    }

    [Fact]
    public void Is_infinite_if_no_poll_succeeded_before_the_socket_was_open_again()
    {
        AssertionResult found = Judge(c => c.Polls(14.7, ok: false).Opens(25).Polls(26));
        Assert.Equal(("never", false), (found.Actual, found.Passed));
        Assert.Null(found.ActualValue);
        Assert.Equal("detected the loss, and no poll succeeded after it", found.Evidence.Single().Why);
        Assert.Equal("never", Judge(_ => { }).Actual);
    }

    [Fact]
    public void A_poll_that_the_reopened_socket_overtook_counts() =>
        Assert.Equal(0.9, Judge(c => c.Opens(15.4).Polls(15.5, took: 0.4)).ActualValue!.Value, 6);

    [Theory]
    [InlineData(10.5, true, false, 0)] // Push-silent since long, polled with success: already in the fallback.
    [InlineData(10.5, false, false, 1.1)] // That poll failed.
    [InlineData(10.5, true, true, 1.1)] // A push has ended the silence since.
    [InlineData(2.5, true, false, 1.1)] // The next poll is overdue: polling is not on.
    public void Is_zero_if_the_client_was_polling_with_success(double polled, bool ok, bool pushed, double expected)
    {
        AssertionResult found = Judge(c =>
        {
            c.Polls(polled, ok, FetchReason.PollSilence).Polls(15.7);
            if (pushed)
            {
                c.Fetched(11, 1);
            }
        });
        Assert.Equal(expected, found.ActualValue!.Value, 6);
    }

    [Fact]
    public void Counts_from_the_removal_where_all_paths_are_hit()
    {
        Assert.Equal(0.69, Judge(c => c.Polls(15.6, ok: false).Polls(24.7).Opens(25), FaultPath.All).ActualValue!.Value, 6);
        // It tried, and the socket was back first: nothing to judge.
        Assert.Equal("no data", Judge(c => c.Polls(15.6, ok: false).Opens(24.3), FaultPath.All).Actual);
        // It never tried.
        Assert.Equal("never", Judge(c => c.Opens(24.3), FaultPath.All).Actual);
    }

    [Fact]
    public void Counts_from_the_detection_where_an_event_hits_all_paths()
    {
        // Nothing is removed, and new connections work at once.
        RunBuilder run = new RunBuilder()
            .Fault(new HalfOpenFault { At = TimeSpan.FromSeconds(12), Share = 0.1, Path = FaultPath.All }, [])
            .Client(0, c => c.Opens(0.5).FirstByte(12.6).Declares(14.6, 11.6).Polls(15.6, ok: false).Polls(16.7).Opens(25));
        Assert.Equal(2.1, run.Find(MetricNames.FallbackTime, Comparison.LessOrEqual, 2).ActualValue!.Value, 6);
    }

    [Fact]
    public void Is_not_judged_where_the_socket_was_back_before_the_policy_called_for_a_poll()
    {
        var fallback = new FallbackPolicy { AfterFailedAttempts = 2, Every = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };
        Assert.Equal("no data", Judge(c => c.Tries(15).Fails(17).Opens(17.5), fallback: fallback).Actual);
        Assert.Equal("never", Judge(c => c.Tries(15).Fails(17).Tries(17, AttemptCause.FailedAttempt).Fails(19).Opens(25), fallback: fallback).Actual);
    }

    [Fact]
    public void Is_not_asked_of_a_client_whose_socket_is_open_again_within_its_spread()
    {
        var fallback = new FallbackPolicy { OnLoss = TimeSpan.Zero, Every = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1), Spread = TimeSpan.FromSeconds(5) };
        Assert.Equal("no data", Judge(c => c.Opens(19.5), fallback: fallback).Actual);
        Assert.Equal("never", Judge(c => c.Opens(19.7), fallback: fallback).Actual);
    }
}
