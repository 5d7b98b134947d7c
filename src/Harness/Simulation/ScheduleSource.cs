using System.Collections.Immutable;
using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Seeding;
using Harness.Simulation.Virtual;
using Harness.Timing;

namespace Harness.Simulation;

/// <summary>
/// Draws schedules: pure, one schedule per seed. What may break is what the scenario breaks; when and for how long is drawn, most often near the instants
/// at which a policy decides something.
/// </summary>
/// <remarks>
/// <code>
///   0    Start        onset: anywhere, or near a heartbeat           End
///   ├──────┼───┬───┬──┤▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒├───────────────────────┤ Drain
///            beats       length: near the bound, within the reconnects, or a moment
/// </code>
/// </remarks>
public sealed class ScheduleSource
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(100);

    private readonly Scenario _scenario;
    private readonly ClientPolicy _policy;
    private readonly ImmutableArray<Fault> _kinds;
    private readonly bool _endsToo;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _worst;
    private readonly TimeSpan _earliest;
    private readonly TimeSpan _attempts;

    /// <param name="scenario">Its policy and its faults; without faults, every kind that the simulator plays, and ends by the server.</param>
    public ScheduleSource(Scenario scenario)
    {
        _scenario = scenario;
        _policy = scenario.Clients.Policy;
        _interval = _policy.Heartbeat?.Interval ?? TimeSpan.FromSeconds(5);
        _kinds = [.. (scenario.Faults.IsEmpty ? EveryKind(scenario.Clients.Policy) : scenario.Faults).Where(fault => FaultEffect.Of(fault) is not null)];
        _endsToo = scenario.Faults.IsEmpty;
        _worst = _policy.WorstCaseDetection ?? 3 * _interval;
        _earliest = _policy.EarliestDetection ?? _interval;
        _attempts = 3 * (_policy.Reconnect.MaxDelay + _policy.Reconnect.AttemptTimeout);
    }

    /// <summary>Faults of the scenario that the simulator does not play: schedules are drawn without them.</summary>
    public static ImmutableArray<string> LeftOut(Scenario scenario) => [.. scenario.Faults.Where(fault => FaultEffect.Of(fault) is null).Select(fault => fault.Kind).Distinct()];

    /// <summary>Whether there is anything that schedules could be made of.</summary>
    public bool IsEmpty => _kinds.IsEmpty && !_endsToo;

    /// <summary>The schedule of a seed.</summary>
    public Schedule Draw(ulong seed)
    {
        var random = new SplitMix64(new SplitMix64(seed).Next());
        TimeSpan start = _interval * random.NextDouble();
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var ends = ImmutableArray.CreateBuilder<ServerEnd>();
        TimeSpan at = Onset(start, ref random);
        TimeSpan over = TimeSpan.Zero;
        for (int left = random.NextInt(10) switch { < 6 => 1, < 9 => 2, _ => 3 }; left > 0; left--)
        {
            ServerEnd? end = _endsToo && random.NextInt(4) == 0 ? DrawEnd(ref random) : null;
            Fault? fault = end is null ? DrawFault(_kinds[random.NextInt(_kinds.Length)], ref random) : null;
            TimeSpan length = end?.DownFor ?? fault?.For ?? TimeSpan.Zero;

            // The bounds of a policy say nothing of a client that meets these while it is still busy with something else.
            bool isAlone = fault is LatencyFault or HalfOpenFault || end?.DownFor > TimeSpan.Zero;
            at = isAlone && over > TimeSpan.Zero ? Later(at, over + Quiet(over)) : at;
            if (end is not null)
            {
                ends.Add(end with { At = Whole(at) });
            }
            else
            {
                faults.Add(fault! with { At = Whole(at) });
            }

            over = Later(over, at + length);
            at = isAlone ? over + Quiet(length) : at + length + Gap(length, ref random);
        }

        TimeSpan back = over + Quiet(over);
        NetworkTimes network = DrawNetwork(ref random);
        return new Schedule
        {
            Seed = seed,
            Start = Whole(start),
            Faults = [.. faults.OrderBy(fault => fault.At)],
            Ends = [.. ends.OrderBy(end => end.At)],
            Publications = DrawPublications(start, back, faults.ToImmutable(), ref random),
            End = Whole(back + Settling()),
            Drain = _scenario.Drain,
            Network = network,
        };
    }

    /// <summary>
    /// Whether the rules can be asked of a schedule: the client has time to connect, no fault is too short to be made, troubles that must not meet another are alone, and it goes on for long enough after the last one.
    /// </summary>
    internal bool Allows(Schedule schedule)
    {
        List<(TimeSpan From, TimeSpan To, bool IsAlone)> troubles =
        [
            .. schedule.Faults.Select(fault => (fault.At, fault.At + (fault.For ?? TimeSpan.Zero), fault is LatencyFault or HalfOpenFault)),
            .. schedule.Ends.Select(end => (end.At, end.At + end.DownFor, end.DownFor > TimeSpan.Zero)),
        ];
        troubles.Sort();
        TimeSpan over = TimeSpan.Zero;
        bool wasAlone = false;
        if (schedule.Faults.Any(fault => fault.For < _moment))
        {
            // A real fault takes its time to be made, and to be taken away.
            return false;
        }

        if (troubles is [(TimeSpan firstAt, _, _), ..] && firstAt < schedule.Start + Earlier(_interval * 0.2, _second / 2))
        {
            // A real client that starts cold is not yet open then.
            return false;
        }

        foreach ((TimeSpan from, TimeSpan to, bool isAlone) in troubles)
        {
            if (over > TimeSpan.Zero && (isAlone || wasAlone) && from < over + _policy.RecoveryBound(over) + _interval + (wasAlone ? _worst : TimeSpan.Zero))
            {
                return false;
            }

            (over, wasAlone) = (Later(over, to), isAlone);
        }

        TimeSpan outage = schedule.Faults.Select(fault => fault.For ?? TimeSpan.Zero).Append(TimeSpan.Zero).Max();
        TimeSpan room = _policy.RecoveryBound(outage) + (schedule.Faults.Any(fault => fault.For is null) ? _worst + _interval : TimeSpan.Zero);

        // What is pushed on an open socket is fetched within the drain; what has to be polled for takes its time.
        bool polls = _policy.Transport == ClientTransport.Poll || schedule.Faults.Any(fault => fault.Path != FaultPath.WebSocket);
        return schedule.Start < schedule.End && over + room < schedule.End
            && (!polls || schedule.Publications.IsEmpty || schedule.Publications[^1] < schedule.End - Settling());
    }

    /// <summary>Every kind that the policy promises something about: what nobody could notice by its rules is no trouble to draw.</summary>
    private static IEnumerable<Fault> EveryKind(ClientPolicy policy)
    {
        bool detects = policy.SilenceThreshold is not null;
        bool asks = policy.Heartbeat is { Sender: HeartbeatSender.Client, Form: not HeartbeatForm.Pong };
        bool speaks = asks || policy.Heartbeat is { Message.Length: > 0 };
        yield return new SilentDropFault { At = TimeSpan.Zero, Share = 1 };
        yield return new OneWayDropFault { At = TimeSpan.Zero, Share = 1, Direction = LostDirection.Downstream };
        yield return new LatencyFault { At = TimeSpan.Zero, Share = 1, Latency = TimeSpan.Zero };
        if (asks || !detects)
        {
            // Who waits for the server's own heartbeats hears them all the same.
            yield return new OneWayDropFault { At = TimeSpan.Zero, Share = 1, Direction = LostDirection.Upstream };
        }

        if (detects && speaks)
        {
            // It takes a byte of the client to cut it off.
            yield return new HalfOpenFault { At = TimeSpan.Zero, Share = 1 };
        }
    }

    /// <summary>How late an answer may come at the least before a policy may take it for a loss.</summary>
    private TimeSpan Patience() => _policy.Heartbeat is { } heartbeat
        ? Earlier(_interval, heartbeat.ReplyTimeout ?? heartbeat.Silence - _interval ?? _interval)
        : _interval;

    private TimeSpan Onset(TimeSpan start, ref SplitMix64 random)
    {
        TimeSpan anywhere = start + (_interval * (0.2 + (2.8 * random.NextDouble())));
        TimeSpan beat = start + (_interval * (1 + random.NextInt(3)));
        return random.NextInt(4) switch
        {
            0 => beat + (TimeSpan.FromMilliseconds(100) * (random.NextDouble() - 0.5)),
            1 => beat + (_interval * 0.2 * (random.NextDouble() - 0.5)),
            _ => anywhere,
        };
    }

    private TimeSpan Length(TimeSpan? own, ref SplitMix64 random)
    {
        double draw = random.NextDouble();
        TimeSpan tolerance = _policy.Tolerance;
        TimeSpan length = random.NextInt(20) switch
        {
            < 3 => TimeSpan.FromMilliseconds(200) * draw,
            < 7 => _worst * draw,
            < 10 => _worst + (tolerance * 4 * (draw - 0.5)),
            < 12 => _earliest + (tolerance * 4 * (draw - 0.5)),
            < 14 => _worst + (_interval * draw),
            < 17 when own is { } given => given,
            _ => _worst + tolerance + (_attempts * draw),
        };
        return Whole(Later(length, TimeSpan.FromMilliseconds(1)));
    }

    /// <summary>From the end of one trouble to the next: often before the client is back, sometimes before the first is over.</summary>
    private TimeSpan Gap(TimeSpan length, ref SplitMix64 random)
    {
        double draw = random.NextDouble();
        return random.NextInt(10) switch
        {
            0 => length * -draw,
            < 4 => _interval * 0.5 * draw,
            < 7 => _policy.RecoveryBound(length) * draw,
            _ => Quiet(length) + (_interval * draw),
        };
    }

    /// <summary>A time after which a client is back, whatever happened to it, and has been heard again.</summary>
    private TimeSpan Quiet(TimeSpan outage) => _worst + _policy.RecoveryBound(outage) + (3 * _interval);

    /// <summary>A time after which what was published is known to a client that has to poll for it.</summary>
    private TimeSpan Settling() => _policy.Fallback is { } fallback
        ? (fallback.OnPushSilence ?? TimeSpan.Zero) + (2 * (fallback.Every + fallback.Timeout)) + fallback.Spread
        : 2 * _policy.FetchTimeout;

    private Fault DrawFault(Fault kind, ref SplitMix64 random) => kind switch
    {
        LatencyFault latency => DrawLatency(latency, ref random),
        { For: null } and HalfOpenFault => kind,
        _ => kind with { For = Length(kind.For, ref random) },
    };

    private LatencyFault DrawLatency(LatencyFault kind, ref SplitMix64 random)
    {
        // Without a value of its own: round trips that the policy must not take for a loss.
        TimeSpan most = kind.Latency > TimeSpan.Zero ? kind.Latency : Patience() / 4;
        TimeSpan latency = Whole(Later(most * (0.5 + (0.5 * random.NextDouble())), TimeSpan.FromMilliseconds(1)));
        TimeSpan length = Later(Length(kind.For, ref random), 3 * _interval);
        TimeSpan jitter = kind.Latency > TimeSpan.Zero ? kind.Jitter : latency / 4;
        return kind with { For = Whole(length), Latency = latency, Jitter = Whole(jitter < latency ? jitter : latency) };
    }

    private ServerEnd DrawEnd(ref SplitMix64 random)
    {
        (CloseCause cause, int code) = random.NextInt(6) switch
        {
            0 => (CloseCause.CloseFrame, 1001),
            1 => (CloseCause.CloseFrame, 1000),
            2 => (CloseCause.CloseFrame, 1011),
            3 => (CloseCause.Reset, 0),
            _ => (CloseCause.Fin, 0),
        };
        if (_policy.Reconnect.RuleFor(new ConnectionEnd(cause, code)) is { Action: not ReconnectAction.After })
        {
            // After such an end the policy promises no return.
            (cause, code) = (CloseCause.Reset, 0);
        }

        TimeSpan down = random.NextInt(2) == 0 ? TimeSpan.Zero : Whole((_worst + _attempts) * random.NextDouble());
        return new ServerEnd(TimeSpan.Zero, cause, code, down);
    }

    private NetworkTimes DrawNetwork(ref SplitMix64 random)
    {
        if (random.NextInt(10) < 3)
        {
            return NetworkTimes.Loopback;
        }

        TimeSpan most = Earlier(TimeSpan.FromMilliseconds(40), _policy.Heartbeat is null ? _second : _policy.AnswerAllowance / 4);
        most = Earlier(most, _policy.Reconnect.AttemptAllowance / 8);
        TimeSpan fetch = Earlier(_policy.FetchTimeout, _policy.Fallback?.Timeout ?? _policy.FetchTimeout) / 5;
        most = Earlier(most, fetch / 2);
        return new NetworkTimes
        {
            Up = Whole(most * random.NextDouble()),
            Down = Whole(most * random.NextDouble()),
            Jitter = Whole(most * 0.5 * random.NextDouble()),
            Handshake = Whole(_policy.Reconnect.AttemptAllowance / 4 * random.NextDouble()),
            Fetch = Whole(fetch * random.NextDouble()),
            Fin = Whole(TimeSpan.FromMilliseconds(5) * random.NextDouble()),
        };
    }

    /// <summary>Anywhere until the client is back, or in and around an outage: what is published there is what can get lost.</summary>
    private ImmutableArray<TimeSpan> DrawPublications(TimeSpan start, TimeSpan end, ImmutableArray<Fault> faults, ref SplitMix64 random)
    {
        if (_scenario.Topics.PerClient == 0)
        {
            return [];
        }

        var times = new SortedSet<TimeSpan>();
        for (int left = random.NextInt(6); left > 0; left--)
        {
            TimeSpan at = start + ((end - start) * random.NextDouble());
            if (faults.Length > 0 && random.NextInt(2) == 0)
            {
                Fault fault = faults[random.NextInt(faults.Length)];
                TimeSpan outage = fault.For ?? _worst;
                at = random.NextInt(2) == 0
                    ? fault.At + (outage * random.NextDouble())
                    : fault.At + outage + (_policy.RecoveryBound(TimeSpan.Zero) * random.NextDouble());
            }

            times.Add(Whole(at < end ? at : end));
        }

        return [.. times];
    }

    /// <summary>Schedules are laid down in whole microseconds.</summary>
    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromMicroseconds(Math.Max(0, time.Microseconds()));

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
