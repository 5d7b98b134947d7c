using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>Clients whose user closes them while others go on: the fault is on from 12 s to 24.01 s; after it the policy allows 4.25 s.</summary>
public sealed class WentAwayTests
{
    private static RunBuilder Fault(Action<ClientScript> client) => new RunBuilder().SilentDrop().Client(0, client);

    private static FaultResult One(Action<ClientScript> client) => Fault(client).Judge().Faults[0];

    [Fact]
    public void Before_the_onset_is_not_affected()
    {
        Assert.Equal(0, One(c => c.Opens(0.5).IsClosedByUser(8).Closes(8)).Affected);
        Assert.Equal(1, One(c => c.Opens(0.5).IsClosedByUser(13).Closes(13)).Affected);
    }

    [Fact]
    public void Before_the_removal_has_not_recovered_and_is_not_asked_to()
    {
        FaultResult fault = One(c => c.Opens(0.5).IsClosedByUser(13).Closes(13));
        Assert.Equal((0, 0, 1), (fault.Recovered, fault.Unrecovered, fault.LeftBefore));
        Assert.Null(fault.Recovery);
    }

    [Fact]
    public void A_hit_connection_that_it_took_with_it_before_there_was_proof_is_no_recovery()
    {
        FaultResult fault = One(c => c.Opens(0.5).IsClosedByUser(24.5).Closes(24.5));
        Assert.Equal((1, 0, 0, 1), (fault.Affected, fault.Recovered, fault.Unrecovered, fault.LeftBefore));
    }

    [Fact]
    public void After_its_recovery_it_counts()
    {
        FaultResult fault = One(c => c.Opens(0.5).Declares(14.6, 11.6).Opens(25).IsClosedByUser(30).Closes(30));
        Assert.Equal((1, 0, 0), (fault.Recovered, fault.Unrecovered, fault.LeftBefore));
    }

    [Fact]
    public void Who_had_all_the_time_that_the_policy_allows_is_unrecovered()
    {
        FaultResult late = One(c => c.Opens(0.5).Declares(14.6, 11.6).IsClosedByUser(30).Closes(30));
        Assert.Equal((0, 1, 0), (late.Recovered, late.Unrecovered, late.LeftBefore));
        FaultResult early = One(c => c.Opens(0.5).Declares(14.6, 11.6).IsClosedByUser(28).Closes(28));
        Assert.Equal((0, 0, 1), (early.Recovered, early.Unrecovered, early.LeftBefore));
    }

    [Theory]
    [InlineData(1.5, false, 0)] // Half a second is too little to hold it against a server.
    [InlineData(2.5, false, 1)]
    [InlineData(1.5, true, 1)]
    public void Before_it_could_have_opened_is_not_one_that_never_did(double closed, bool failed, int never)
    {
        RunBuilder run = Fault(c =>
        {
            c.Tries(1);
            if (failed)
            {
                c.Fails(1.2);
            }

            c.IsClosedByUser(closed);
        });
        Assert.Equal(never, run.Find(MetricNames.NeverOpened, limit: 0).ActualValue);
    }

    [Fact]
    public void Before_a_poll_could_be_answered_is_no_missing_fallback()
    {
        Assert.Null(One(c => c.Opens(0.5).Declares(14.6, 11.6).IsClosedByUser(15).Closes(15)).Fallback);
        Assert.False(Fault(c => c.Opens(0.5).Declares(14.6, 11.6).IsClosedByUser(20).Closes(20)).Find(MetricNames.FallbackTime, Comparison.LessOrEqual, 2).Passed);
    }
}
