using Harness.Clients;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Tests.Clients;

/// <summary>The bounds that a policy computes hold for the machine that plays it, and they are not idle: the machine comes close to them.</summary>
public sealed class OutageTests
{
    private const int Runs = 400;

    /// <summary>Where somebody has to come near to a bound: draws of a watchdog and of a full jitter meet seldom.</summary>
    private const int Most = 40_000;

    private static readonly ReconnectPolicy _jittered = new()
    {
        Delay = TimeSpan.FromSeconds(1), Factor = 2, MaxDelay = TimeSpan.FromSeconds(30), Jitter = 0.5, AttemptTimeout = TimeSpan.FromSeconds(2),
    };

    private static readonly Dictionary<string, ClientPolicy> _policies = new()
    {
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
        ["rounds, at fixed times"] = Policies.Rounds() with { Heartbeat = Policies.Rounds().Heartbeat! with { Pace = HeartbeatPace.Fixed } },
        ["rounds, fixed, replies only, from a drawn start"] = Policies.Rounds() with { Heartbeat = Policies.Rounds().Heartbeat! with { Pace = HeartbeatPace.Fixed, Answer = AnswerRule.Reply, RandomStart = true } },
        ["reply timer at fixed times"] = Policies.Pings() with { Heartbeat = Policies.Pings().Heartbeat! with { Pace = HeartbeatPace.Fixed } },
        ["reply timer longer than the fixed interval"] = Policies.Pings(timeout: 25) with { Heartbeat = Policies.Pings(timeout: 25).Heartbeat! with { Pace = HeartbeatPace.Fixed, Answer = AnswerRule.Reply } },
        ["watchdog over the client's own heartbeats"] = Policies.Pings() with { Heartbeat = Policies.Pings().Heartbeat! with { ReplyTimeout = null, Silence = TimeSpan.FromSeconds(25) } },
        ["watchdog that looks now and then"] = Policies.Pings() with { Heartbeat = Policies.Pings().Heartbeat! with { ReplyTimeout = null, Silence = TimeSpan.FromSeconds(25), CheckEvery = TimeSpan.FromSeconds(4), CheckSpread = 0.5 } },
        ["a close that waits"] = Policies.Pings() with { Reconnect = Policies.Pings().Reconnect with { CloseTimeout = TimeSpan.FromSeconds(60) } },
        ["no delay"] = Policies.Pings() with { Reconnect = Policies.Pings().Reconnect with { Delay = TimeSpan.Zero } },
    };

    private static readonly Dictionary<string, ClientPolicy> _presets = PresetRegistry.All
        .Where(preset => preset.Policy.Transport == ClientTransport.WebSocket)
        .ToDictionary(preset => preset.Name, preset => preset.Policy);

    /// <summary>Those that declare.</summary>
    public static TheoryData<string> Names => [.. _policies.Keys, .. _presets.Where(preset => preset.Value.SilenceThreshold is not null).Select(preset => preset.Key).Except(_policies.Keys)];

    /// <summary>Those that come back.</summary>
    public static TheoryData<string> Returning => [.. _policies.Keys, .. _presets.Where(preset => preset.Value.Reconnect.MaxAttempts != 0).Select(preset => preset.Key).Except(_policies.Keys)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_silent_drop_is_declared_between_the_earliest_and_the_worst_case(string name)
    {
        ClientPolicy policy = Find(name);
        (long earliest, long worst) = (policy.EarliestDetection!.Value.Microseconds(), policy.WorstCaseDetection!.Value.Microseconds());
        long allowance = policy.AnswerAllowance.Microseconds();
        (long least, long most) = (long.MaxValue, 0);
        int runs = 0;
        foreach ((OutageResult result, _) in LongOutages(policy, Most))
        {
            long declared = result.Declared ?? throw new InvalidOperationException($"{name}: not declared");
            Assert.InRange(declared, earliest, worst);
            (least, most) = (Math.Min(least, declared), Math.Max(most, declared));
            if (++runs >= Runs && IsNear(least, most))
            {
                return;
            }
        }

        Assert.Fail($"in {Most} runs nobody came near to the bounds {earliest} and {worst} µs: {least} to {most}");

        bool IsNear(long first, long last) => last >= worst * 0.95 && first <= earliest + (2 * allowance) + ((worst - earliest) * 0.05);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Messages_in_between_move_nobody_out_of_the_bounds(string name)
    {
        ClientPolicy policy = Find(name);
        (long earliest, long worst) = (policy.EarliestDetection!.Value.Microseconds(), policy.WorstCaseDetection!.Value.Microseconds());

        Assert.All(LongOutages(policy, Runs, messagesEvery: policy.Heartbeat!.Interval.Microseconds() / 3), run => Assert.InRange(run.Result.Declared!.Value, earliest, worst));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_client_is_back_within_the_recovery_bound(string name)
    {
        ClientPolicy policy = Find(name);

        Assert.All(LongOutages(policy, Runs), run => Recovers(policy, run));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_client_that_the_removal_disconnects_is_back_within_the_bound_too(string name)
    {
        ClientPolicy policy = Find(name);
        double worst = policy.WorstCaseDetection!.Value.Microseconds();

        Assert.All(Outages(policy, Runs, random => (long)(random.NextDouble() * worst), breaksAtRemoval: true), run => Recovers(policy, run));
    }

    [Theory]
    [MemberData(nameof(Returning))]
    public void The_recovery_bound_is_one_that_clients_come_near_to(string name)
    {
        ClientPolicy policy = Find(name);
        double nearest = 0;

        // A client that waits for a close frame has to declare first; the others have the more failures behind them the sooner they know.
        bool waits = policy.Reconnect.CloseTimeout > policy.Reconnect.AttemptTimeout;
        IEnumerable<(OutageResult Result, long Length)> runs = waits
            ? LongOutages(policy, Most)
            : Outages(policy, Most, random => (long)(random.NextDouble() * (random.NextInt(2) == 0 ? 20e6 : 400e6)), breaksAtOnset: true);
        foreach ((OutageResult Result, long Length) run in runs)
        {
            Recovers(policy, run);
            nearest = run.Result.GaveUp ? nearest
                : Math.Max(nearest, run.Result.Attempted / (double)policy.Reconnect.LongestWaitAfter(TimeSpan.FromMicroseconds(run.Length)).Microseconds());
            if (nearest >= 0.95)
            {
                return;
            }
        }

        Assert.Fail($"in {Most} runs nobody came nearer than {nearest:0.00} of the bound");
    }

    [Fact]
    public void A_client_that_reconnects_never_or_only_so_often_gives_up()
    {
        Assert.All(Outages(Find("dotnet-client"), Runs, _ => 1_000_000, breaksAtOnset: true), run => Assert.True(run.Result.GaveUp));
        Assert.All(Outages(Find("signalr-timing"), Runs, _ => 110_000_000, breaksAtOnset: true), run => Assert.True(run.Result.GaveUp));
        Assert.All(Outages(Find("signalr-timing"), Runs, _ => 41_000_000, breaksAtOnset: true), run => Assert.False(run.Result.GaveUp));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_outage_shorter_than_the_earliest_detection_is_not_declared(string name)
    {
        ClientPolicy policy = Find(name);
        if (policy.EarliestDetection <= TimeSpan.Zero)
        {
            return; // One round of silence may be over at once: there is no such outage.
        }

        long earliest = policy.EarliestDetection!.Value.Microseconds();
        Assert.All(Outages(policy, Runs, random => (long)(random.NextDouble() * (earliest - 1)), watch: 0), run => Assert.Null(run.Result.Declared));
    }

    private static ClientPolicy Find(string name) => _policies.GetValueOrDefault(name) ?? _presets[name];

    private static void Recovers(ClientPolicy policy, (OutageResult Result, long Length) run)
    {
        if (run.Result.GaveUp)
        {
            Assert.NotNull(policy.Reconnect.MaxAttempts);
            return;
        }

        TimeSpan outage = TimeSpan.FromMicroseconds(run.Length);
        Assert.InRange(run.Result.Attempted, long.MinValue, policy.Reconnect.LongestWaitAfter(outage).Microseconds());
        Assert.InRange(run.Result.Reopened!.Value, 0, policy.RecoveryBound(outage).Microseconds());
    }

    private static IEnumerable<(OutageResult Result, long Length)> LongOutages(ClientPolicy policy, int runs, long messagesEvery = 0)
    {
        long least = (policy.WorstCaseDetection!.Value + policy.Tolerance).Microseconds();
        return Outages(policy, runs, random => least + (long)(random.NextDouble() * 90_000_000), messagesEvery: messagesEvery);
    }

    private static IEnumerable<(OutageResult Result, long Length)> Outages(
        ClientPolicy policy, int runs, Func<SplitMix64, long> length, long watch = long.MaxValue / 2, bool breaksAtRemoval = false, bool breaksAtOnset = false, long messagesEvery = 0)
    {
        long interval = (policy.Heartbeat?.Interval ?? TimeSpan.FromSeconds(30)).Microseconds();
        for (ulong seed = 1; seed <= (ulong)runs; seed++)
        {
            var random = new SplitMix64(seed * 104_729);
            long onset = 100_000 + (long)(random.NextDouble() * 4 * interval);
            long outage = length(random);
            var run = new Outage(policy, seed)
            {
                How = (Outage.Attempts)(seed % 4), BreaksAtRemoval = breaksAtRemoval, BreaksAtOnset = breaksAtOnset, MessagesEvery = messagesEvery,
            };
            yield return (run.Run(onset, outage, watch), outage);
        }
    }
}
