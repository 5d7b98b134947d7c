using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>Faults that end connections, and faults that only keep clients away: who is told need not detect, and has to come back.</summary>
public sealed class ToldTests
{
    private static readonly TimeSpan _twelve = TimeSpan.FromSeconds(12);

    private static RunBuilder Reset => new RunBuilder().Fault(new ResetFault { At = _twelve, Share = 0.1 }, []);

    private static RunBuilder Restart => new RunBuilder().Fault(new RestartFault { At = _twelve, For = TimeSpan.FromSeconds(4), Share = 1, Path = FaultPath.All }, []);

    [Fact]
    public void Recovery_from_an_event_counts_from_the_loss_and_fallback_from_the_close_that_told_it()
    {
        RunBuilder run = Reset.Publishes(0, 1, 10).Client(0, c => c.Opens(0.5).Holds(10.01, 1).IsTold(12.005, CloseCause.Reset).Polls(12.105).Opens(13.005).Fetched(13.01, 1));
        FaultResult fault = run.Judge().Faults[0];

        Assert.Equal((1, 1), (fault.Affected, fault.Told));
        Assert.Null(fault.Undetected);
        Assert.Equal(1, fault.Recovery!.Max!.Value, 6);
        Assert.Equal(0.1, fault.Fallback!.Max!.Value, 6);
        Assert.Equal(0, fault.Unrecovered);
        Assert.True(run.Find(MetricNames.RecoveryWithinBound).Passed);
    }

    [Fact]
    public void Who_is_not_back_is_unrecovered()
    {
        RunBuilder run = Reset.Client(0, c => c.Opens(0.5).IsTold(12.005, CloseCause.Reset));

        Assert.Equal(1, run.Judge().Faults[0].Unrecovered);
        Assert.False(run.Find(MetricNames.RecoveryWithinBound).Passed);
    }

    [Fact]
    public void An_own_declaration_under_it_is_a_false_alarm() =>
        Assert.Equal(1, Restart.Client(0, c => c.Opens(0.5).Declares(15.1, 12.1).Opens(16.5)).Judge().FalseAlarms);

    [Fact]
    public void Recovery_from_a_lasting_one_counts_from_the_removal()
    {
        FaultResult fault = Restart.Client(0, c => c.Opens(0.5).IsTold(12.005).Tries(13).Fails(13.01, CloseCause.Fin).Opens(17.01)).Judge().Faults[0];

        Assert.Equal(1, fault.Recovery!.Max!.Value, 6);
        Assert.Equal((1, 0), (fault.Told, fault.Unrecovered));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_closed_port_prolongs_the_outage_of_another_fault(bool refused, bool withinBound)
    {
        RunBuilder run = Reset;
        if (refused)
        {
            run.Fault(new RefuseFault { At = TimeSpan.FromSeconds(11), For = TimeSpan.FromSeconds(15), Share = 0.1 }, []);
        }

        run.Client(0, c => c.Opens(0.5).IsTold(12.005, CloseCause.Reset).Tries(13).Fails(13.01, CloseCause.Refused).Opens(26.5));
        Assert.Equal(withinBound, run.Find(MetricNames.RecoveryWithinBound).Passed);
    }

    [Fact]
    public void A_node_that_crashes_hits_whose_connection_ended_and_recovery_counts_from_the_loss()
    {
        var crash = new NodeCrashFault { At = _twelve, For = TimeSpan.FromSeconds(8), Share = 1 };
        ScenarioResult result = new RunBuilder().Fault(crash, [0, 1, 2])
            .Client(0, c => c.Opens(0.5).IsTold(12.005).Opens(13.005))
            .Client(1, c => c.Opens(0.5))
            .Client(2, c => c.Opens(0.5).IsTold(12.005).Opens(20.5)).Judge();
        FaultResult fault = result.Faults[0];

        Assert.Equal((2, 2, 0), (fault.Affected, fault.Told, fault.Unrecovered));
        Assert.Equal(1, fault.Recovery!.Min!.Value, 6);
        Assert.Equal(8.495, fault.Recovery!.Max!.Value, 6);
    }

    [Fact]
    public void Nobody_is_expected_back_from_a_refusal()
    {
        RunBuilder run = new RunBuilder().Fault(new AuthRefusedFault { At = _twelve, Share = 0.1 }, [])
            .Client(0, c => c.Opens(0.5).IsTold(12.005).Tries(13.005).Fails(13.01, CloseCause.HandshakeRefused));
        FaultResult fault = run.Judge().Faults[0];

        Assert.Equal((1, 1), (fault.Affected, fault.Told));
        Assert.Null(fault.Unrecovered);
        Assert.Null(fault.Recovery);
    }

    [Theory]
    [InlineData(0.5, 1)] // who must not declare within half a second must not within twelve of them
    [InlineData(2.5, 0)]
    public void Flapping_is_judged_by_one_of_its_partitions(double on, int alarms)
    {
        var fault = new FlappingFault { At = _twelve, For = _twelve, Share = 0.1, On = TimeSpan.FromSeconds(on), Off = TimeSpan.FromSeconds(1) };
        ScenarioResult result = new RunBuilder().Fault(fault, []).Client(0, c => c.Opens(0.5).Declares(20, 17).Opens(25)).Judge();

        Assert.Equal((0, alarms), (result.Faults[0].MustDetect, result.FalseAlarms));
    }

    [Fact]
    public void A_zombie_is_detected_and_recovery_counts_from_the_loss()
    {
        FaultResult fault = new RunBuilder().Fault(new ZombieFault { At = _twelve, Share = 0.1 }, [])
            .Client(0, c => c.Opens(0.5).Declares(14.9, 11.9).Polls(14.95).Opens(16)).Judge().Faults[0];

        Assert.Equal((1, 1, 1, 0), (fault.Affected, fault.MustDetect, fault.Detected, fault.Undetected));
        Assert.Equal(1.1, fault.Recovery!.Max!.Value, 6);
        Assert.Equal(1, new RunBuilder().Fault(new ZombieFault { At = _twelve, Share = 0.1 }, []).Client(0, c => c.Opens(0.5)).Judge().Faults[0].Undetected);
    }

    [Fact]
    public void A_client_that_sleeps_under_a_drop_may_detect_and_never_must()
    {
        RunBuilder run = new RunBuilder().SilentDrop()
            .Fault(new SuspendFault { At = TimeSpan.FromSeconds(11), For = TimeSpan.FromSeconds(8), Share = 0.1 }, [])
            .Client(0, c => c.Opens(0.5).Declares(21.5, 10.5).Opens(25))
            .Add(Facts.Suspended(RunBuilder.At(11), 0, 1), Facts.Woken(RunBuilder.At(19.01), 0, 1));
        FaultResult fault = run.Judge().Faults[0];

        Assert.Equal((0, 1, 0), (fault.MustDetect, fault.Detected, fault.Undetected));
        // 11 s of silence, 8.01 of them asleep.
        Assert.True(run.Find(MetricNames.DetectionWithinBound).Passed);
        Assert.Equal(0, run.Judge().FalseAlarms);
    }

    [Theory]
    [InlineData(PresenceState.Online, 0)]
    [InlineData(PresenceState.Offline, 1)]
    [InlineData(PresenceState.Absent, 1)]
    public void Who_is_open_and_not_listed_as_online_is_counted(PresenceState state, int offline)
    {
        AssertionResult found = new RunBuilder().Client(0, c => c.Opens(0.5)).Client(1, c => c.Opens(35)).Client(2, c => c.Opens(1).IsTold(20))
            .Add(Listed(0, state), Listed(1, PresenceState.Offline), Listed(2, PresenceState.Offline))
            .Find(MetricNames.PresenceOffline, limit: offline);

        // The threshold is 10 s: client 1 has not been there for as long, client 2 is not there.
        Assert.True(found.Passed, found.Actual);
        Assert.Equal(offline, found.ActualValue);
    }

    [Fact]
    public void Presence_that_was_not_looked_at_is_no_data() =>
        Assert.Equal("no data", new RunBuilder().Undisturbed(0).Find(MetricNames.PresenceOffline, limit: 0).Actual);

    private static Fact Listed(int client, PresenceState state) => Facts.PresenceListed(RunBuilder.At(41.9), client, state);
}
