using Harness.Clients;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Tests.Clients;

/// <summary>The bounds that a policy computes hold for the machine that plays it, and they are not idle: the machine comes close to them.</summary>
public sealed class OutageTests
{
    private const int Runs = 400;

    private static readonly ReconnectPolicy _jittered = new()
    {
        Delay = TimeSpan.FromSeconds(1), Factor = 2, MaxDelay = TimeSpan.FromSeconds(30), Jitter = 0.5, AttemptTimeout = TimeSpan.FromSeconds(2),
    };

    private static readonly Dictionary<string, ClientPolicy> _policies = new()
    {
        ["heartbeat-rounds"] = Policies.Preset("heartbeat-rounds"),
        ["ping-timeout"] = Policies.Preset("ping-timeout"),
        ["rounds of the standard profile"] = Policies.Rounds() with { Heartbeat = Policies.Rounds().Heartbeat! with { Interval = TimeSpan.FromSeconds(1) } },
        ["rounds, none on open"] = Policies.Rounds() with { Heartbeat = Policies.Rounds().Heartbeat! with { AtOnce = false } },
        ["rounds, scaled to a fiftieth"] = Policies.Preset("heartbeat-rounds").Scale(0.02),
        ["short reply timer"] = Policies.Pings(timeout: 0.5),
        ["long reply timer"] = Policies.Pings(timeout: 25),
        ["jitter"] = Policies.Pings() with { Reconnect = _jittered },
        ["jitter under a lock"] = Policies.Pings() with { Reconnect = _jittered with { Locked = true } },
        ["at once after an error"] = Policies.Pings() with { Reconnect = Policies.Pings().Reconnect with { DelayAfterError = TimeSpan.FromMilliseconds(50) } },
        ["later after an error"] = Policies.Pings() with { Reconnect = Policies.Pings().Reconnect with { DelayAfterError = TimeSpan.FromSeconds(20), MaxDelay = TimeSpan.FromSeconds(20) } },
        ["later after an error, under a lock"] = Policies.Rounds() with { Reconnect = Policies.Rounds().Reconnect with { DelayAfterError = TimeSpan.FromSeconds(20), MaxDelay = TimeSpan.FromSeconds(20) } },
        ["no delay"] = Policies.Pings() with { Reconnect = Policies.Pings().Reconnect with { Delay = TimeSpan.Zero } },
    };

    public static TheoryData<string> Names => [.. _policies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_silent_drop_is_declared_between_the_earliest_and_the_worst_case(string name)
    {
        ClientPolicy policy = _policies[name];
        (long earliest, long worst) = (policy.EarliestDetection!.Value.Microseconds(), policy.WorstCaseDetection!.Value.Microseconds());

        long[] declared = [.. LongOutages(policy).Select(run => run.Result.Declared ?? throw new InvalidOperationException($"{name}: not declared"))];

        Assert.All(declared, at => Assert.InRange(at, earliest, worst));
        // The bounds lie an interval apart, and the onsets were spread over it.
        long interval = policy.Heartbeat!.Interval.Microseconds();
        Assert.InRange(declared.Min(), earliest, worst - (interval * 9 / 10));
        Assert.InRange(declared.Max(), worst - (interval / 10), worst);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_client_is_back_within_the_recovery_bound(string name)
    {
        ClientPolicy policy = _policies[name];

        Assert.All(LongOutages(policy), run =>
        {
            TimeSpan outage = TimeSpan.FromMicroseconds(run.Length);
            Assert.InRange(run.Result.Attempted, long.MinValue, policy.Reconnect.LongestWaitAfter(outage).Microseconds());
            Assert.InRange(run.Result.Reopened!.Value, 0, policy.RecoveryBound(outage).Microseconds());
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_client_that_the_removal_disconnects_is_back_within_the_bound_too(string name)
    {
        ClientPolicy policy = _policies[name];
        double worst = policy.WorstCaseDetection!.Value.Microseconds();

        Assert.All(Outages(policy, random => (long)(random.NextDouble() * worst), breaks: true), run =>
            Assert.InRange(run.Result.Reopened!.Value, 0, policy.RecoveryBound(TimeSpan.FromMicroseconds(run.Length)).Microseconds()));
    }

    [Theory]
    [InlineData("heartbeat-rounds")]
    [InlineData("ping-timeout")]
    public void The_recovery_bound_is_one_that_clients_come_near_to(string name)
    {
        ClientPolicy policy = _policies[name];

        double nearest = LongOutages(policy)
            .Max(run => run.Result.Attempted / (double)policy.Reconnect.LongestWaitAfter(TimeSpan.FromMicroseconds(run.Length)).Microseconds());

        Assert.InRange(nearest, 0.8, 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_outage_shorter_than_the_earliest_detection_is_not_declared(string name)
    {
        ClientPolicy policy = _policies[name];
        if (policy.EarliestDetection <= TimeSpan.Zero)
        {
            return; // One round of silence may be over at once: there is no such outage.
        }

        long earliest = policy.EarliestDetection!.Value.Microseconds();
        Assert.All(Outages(policy, random => (long)(random.NextDouble() * (earliest - 1)), watch: 0), run => Assert.Null(run.Result.Declared));
    }

    private static IEnumerable<(OutageResult Result, long Length)> LongOutages(ClientPolicy policy)
    {
        long least = (policy.WorstCaseDetection!.Value + policy.Tolerance).Microseconds();
        return Outages(policy, random => least + (long)(random.NextDouble() * 90_000_000));
    }

    private static IEnumerable<(OutageResult Result, long Length)> Outages(ClientPolicy policy, Func<SplitMix64, long> length, long watch = long.MaxValue / 2, bool breaks = false)
    {
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            var random = new SplitMix64(seed * 104_729);
            long onset = 100_000 + (long)(random.NextDouble() * 4 * policy.Heartbeat!.Interval.Microseconds());
            long outage = length(random);
            yield return (new Outage(policy, seed) { How = (Outage.Attempts)(seed % 4), BreaksAtRemoval = breaks }.Run(onset, outage, watch), outage);
        }
    }
}
