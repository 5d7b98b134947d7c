using System.Collections.Immutable;
using Harness.Capacity;
using Harness.Capacity.Probing;
using Harness.Judging;
using Harness.Runs;

namespace Harness.Tests.Capacity.Probing;

/// <summary>A ramp of 10 s, a hold of 40 s and a drain of 2 s, read twice a second.</summary>
public sealed class UsageWatchTests
{
    private static readonly TimeSpan _ramp = TimeSpan.FromSeconds(10), _end = TimeSpan.FromSeconds(50), _total = TimeSpan.FromSeconds(52);

    /// <summary>Feeds a watch with a role whose use of the CPU is given for each instant.</summary>
    private static StepUsage Play(Func<double, double> worker, RoleUse? told = null, Func<double?>? machine = null, bool embedded = false)
    {
        var watch = new UsageWatch(_ramp, _end, 2, embedded, machine);
        double used = 0;
        for (double at = 0.5; at <= 60; at += 0.5)
        {
            used += worker(at) / 2;
            watch.See(Reading(at, ("worker-0", used), ("target", at * 0.1)));
        }

        return watch.Usage(told);
    }

    private static RunProgress Reading(double at, params (string Name, double Cpu)[] roles) => new()
    {
        Scenario = "s", Number = 1, Of = 1, Phase = "hold", Elapsed = TimeSpan.FromSeconds(at), Total = _total,
        Roles = [.. roles.Select(role => new RoleResult(role.Name, role.Cpu, 1000))],
    };

    private static double Worker(IEnumerable<RoleUse> roles) => roles.Single(role => role.Name == "worker-0").Cores;

    [Fact]
    public void A_core_that_is_used_up_for_some_seconds_of_the_hold_is_seen()
    {
        StepUsage usage = Play(at => at is > 30 and <= 36 ? 1 : 0.1);

        Assert.Equal(0.235, Worker(usage.Roles), 0.02);
        Assert.Equal(1, Worker(usage.Busiest), 1e-6);
        Assert.Equal(1.1, usage.BusiestTogether, 0.1);
        Assert.Equal(0.1, usage.Target!.Cores, 1e-6);
    }

    [Theory]
    [InlineData(4, 8)] // the ramp
    [InlineData(49, 52)] // into the drain
    public void So_is_one_of_the_ramp_or_the_drain(double from, double to) => Assert.Equal(1, Worker(Play(at => at > from && at <= to ? 1 : 0.1).Busiest), 1e-6);

    [Fact]
    public void What_comes_after_the_drain_is_not() => Assert.Equal(0.1, Worker(Play(at => at > 52 ? 1 : 0.1).Busiest), 1e-6);

    [Fact]
    public void The_same_instant_twice_is_one_reading()
    {
        var watch = new UsageWatch(TimeSpan.Zero, _end, 2, embedded: false);
        foreach ((double at, double cpu) in ((double, double)[])[(1, 1), (1, 5), (2, 1.5), (2, 9)])
        {
            watch.See(Reading(at, ("worker-0", cpu)));
        }

        Assert.Equal(0.5, Worker(watch.Usage(null).Roles), 1e-9);
        Assert.Equal(0.5, Worker(watch.Usage(null).Busiest), 1e-9);
    }

    [Fact]
    public void One_reading_is_none()
    {
        var watch = new UsageWatch(TimeSpan.Zero, _end, 2, embedded: false);
        watch.See(Reading(1, ("worker-0", 1)));

        Assert.Empty(watch.Usage(null).Busiest);
        Assert.Empty(watch.Usage(null).Roles);
    }

    [Fact]
    public void A_target_beside_the_run_counts_by_what_it_tells_or_by_the_whole_machine()
    {
        var told = new RoleUse("target", RoleKind.Target, 1.5, 1000);
        double whole = 0;

        StepUsage elsewhere = Play(_ => 0.1, told), here = Play(_ => 0.1, told, () => null), silent = Play(_ => 0.1, null, () => whole += 0.95);

        Assert.InRange(elsewhere.BusiestTogether, 0.15, 0.5);
        Assert.False(elsewhere.SharesMachine);
        Assert.InRange(here.BusiestTogether, 1.65, 2);
        Assert.True(here.SharesMachine);
        Assert.Equal(1.9, silent.BusiestTogether, 1e-6);
    }

    [Theory]
    [InlineData(2, 17.0)]
    [InlineData(1, null)] // a machine that is larger than what this process may use says nothing about it
    public void The_machine_is_read_from_proc_stat(int cores, double? seconds)
    {
        const string Stat = "cpu  1000 100 500 90000 77 30 20 50 40 0\ncpu0 500 50 250 45000 40 15 10 25 20 0\ncpu1 500 50 250 45000 37 15 10 25 20 0\nintr 5\nctxt 7\n";

        Assert.Equal(seconds, MachineCpu.Parse(Stat, cores));
    }
}
