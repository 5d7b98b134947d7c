using Harness.Dashboard;
using Harness.Reporting.Live;
using Harness.Tests.Reporting;

namespace Harness.Tests.Dashboard;

public sealed class LiveStateTests
{
    private readonly LiveState _state = new();

    [Fact]
    public void Nothing_is_known_before_it_begins() => Assert.Null(_state.Now());

    [Fact]
    public void What_was_judged_stands_before_what_is_played_and_what_waits()
    {
        _state.Begins(Snapshots.Outset("latency", "silent-drop", "half-open"));
        Assert.Equal(["latency", "silent-drop", "half-open"], _state.Now()!.Waiting);

        _state.Shows(Snapshots.At(3, scenario: "latency"));
        _state.Judged(SampleRuns.Passed().Scenarios[0]);
        _state.Shows(Snapshots.At(-0.1, scenario: "silent-drop", phase: "ramp"));
        LiveRun run = _state.Now()!;

        Assert.Equal(["latency"], run.Result.Scenarios.Select(scenario => scenario.Name));
        Assert.Equal("silent-drop", run.Current!.SoFar.Name);
        Assert.Equal(0, run.Current.Elapsed);
        Assert.Equal(["half-open"], run.Waiting);
        Assert.Equal(Harness.Judging.Verdict.Incomplete, run.Result.Verdict);
    }

    [Fact]
    public void Each_scenario_has_a_series_of_its_own()
    {
        _state.Begins(Snapshots.Outset("latency", "silent-drop"));
        _state.Shows(Snapshots.At(2, sent: 900, scenario: "latency"));
        _state.Judged(SampleRuns.Passed().Scenarios[0]);
        _state.Shows(Snapshots.At(0.6, sent: 60));
        _state.Shows(Snapshots.At(1.1, sent: 110));

        Assert.Equal([110], _state.Now()!.Current!.SoFar.Series.HeartbeatsSent);
    }

    [Theory]
    [InlineData(1.0, FaultStage.Planned, 2.0, 5.0)]
    [InlineData(3.0, FaultStage.On, 2.01, 5.0)]
    [InlineData(6.0, FaultStage.Removed, 2.01, 5.02)]
    public void A_fault_is_planned_then_on_then_removed(double elapsed, FaultStage stage, double from, double to)
    {
        _state.Begins(Snapshots.Outset("silent-drop"));
        _state.Shows(Snapshots.At(elapsed));
        LiveScenario scenario = _state.Now()!.Current!;

        Assert.Equal(new LiveFault("silent-drop", "", "the websocket path of cohorts 1, 4", from, to, stage), Assert.Single(scenario.Faults));
        Assert.Equal(stage == FaultStage.Planned ? 0 : 1, scenario.SoFar.Faults.Length);
    }

    [Fact]
    public void Whatever_is_told_is_a_change()
    {
        long[] changes =
        [
            _state.Changes,
            After(() => _state.Begins(Snapshots.Outset("silent-drop"))),
            After(() => _state.Shows(Snapshots.At(1))),
            After(() => _state.Judged(SampleRuns.SilentDrop())),
        ];
        Assert.Equal(changes.Distinct(), changes);

        long After(Action act)
        {
            act();
            return _state.Changes;
        }
    }
}
