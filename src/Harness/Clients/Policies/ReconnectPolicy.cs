using System.Collections.Immutable;

namespace Harness.Clients.Policies;

/// <summary>Where a drawn delay lies, seen from the delay d and the share J.</summary>
public enum JitterShape
{
    /// <summary>d · U(1 − J, 1 + J).</summary>
    Around,

    /// <summary>d · U(1, 1 + J); d stops growing where d · (1 + J) is the longest delay, so the draw stays as wide there.</summary>
    Above,

    /// <summary>d · U(1 − J, 1).</summary>
    Below,

    /// <summary>First delay + U(0, d): full jitter. J is not used.</summary>
    Full,
}

/// <summary>
/// When a lost client tries again. One pending attempt per loss: the earliest cause wins.
/// </summary>
public sealed record ReconnectPolicy
{
    /// <summary>Failures after which a delay grows no more.</summary>
    private const int MostGrowth = 64;

    /// <summary>Delays before the first attempts, one after the other, before <see cref="Delay"/> and its growth take over. Usually empty.</summary>
    public ImmutableArray<TimeSpan> FirstDelays { get; init; } = [];

    /// <summary>Delay before the first attempt after a close. At least 0.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Delay after an error (reset, refused, protocol error); null: as after a close.</summary>
    public TimeSpan? DelayAfterError { get; init; }

    /// <summary>Each further failed attempt multiplies the delay by this. At least 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The delay never exceeds this, jitter included.</summary>
    public required TimeSpan MaxDelay { get; init; }

    /// <summary>Share of the delay that is drawn: 0.2 makes it delay · U(0.8, 1.2), or what <see cref="JitterShape"/> says. From 0 to 1.</summary>
    public double Jitter { get; init; }

    public JitterShape JitterShape { get; init; }

    /// <summary>
    /// Whether the grown delay is capped only after the jitter. Then, once it has grown past the cap, every client waits for exactly the cap, and those
    /// that were lost together come back together: a known flaw of clients of the field.
    /// </summary>
    public bool CapAfterJitter { get; init; }

    /// <summary>Share by which each client's own <see cref="Delay"/> differs, drawn once per client: 0.5 makes it Delay · U(0.5, 1.5) for good. From 0 to 1.</summary>
    public double SpreadOverClients { get; init; }

    /// <summary>An attempt that has not opened by then is aborted.</summary>
    public required TimeSpan AttemptTimeout { get; init; }

    /// <summary>
    /// Single-flight lock: from the start of an attempt until it opens or <see cref="AttemptTimeout"/> ends, no other attempt starts,
    /// also when the first failed early; when it ends, the next starts at once.
    /// False: a failed attempt is a loss of its own, and the delay runs from its failure.
    /// </summary>
    public bool Locked { get; init; }

    /// <summary>After this many failed reconnects in a row the client gives up; 0: it never reconnects; null: it never gives up.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How long a connection has to be open before its client counts its failures from 0 again.</summary>
    public TimeSpan ResetAfter { get; init; }

    /// <summary>
    /// After the client declared a connection dead, how long it waits for the server's close frame before it lets go of the socket and reconnects.
    /// Zero: it aborts. Chromium waits for 60 s.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; }

    /// <summary>Whether an end without a close frame (1006) and a failed attempt move the client to the next node behind the server's name.</summary>
    public bool RotatesNodes { get; init; }

    /// <summary>What stands before each attempt but the first: a check for a network. Null: the client tries, network or not.</summary>
    public OnlineCheckPolicy? OnlineCheck { get; init; }

    /// <summary>Exceptions for kinds of ends; the first that fits holds.</summary>
    public ImmutableArray<ReconnectRule> Rules { get; init; } = Refusals;

    /// <summary>What every client does unless its policy says otherwise: credentials that were refused are not tried again (field notes 003).</summary>
    public static readonly ImmutableArray<ReconnectRule> Refusals =
    [
        new(ReconnectRule.Authentication, ReconnectAction.Never),
        new("401", ReconnectAction.Never),
        new("403", ReconnectAction.Never),
    ];

    /// <summary>How long a successful attempt may take on a sound network, in the arithmetic of bounds: 1 s, or the attempt timeout where that is shorter.</summary>
    public TimeSpan AttemptAllowance => AttemptTimeout < TimeSpan.FromSeconds(1) ? AttemptTimeout : TimeSpan.FromSeconds(1);

    /// <summary>The exception for an end, or null.</summary>
    public ReconnectRule? RuleFor(in ConnectionEnd end)
    {
        foreach (ReconnectRule rule in Rules)
        {
            if (rule.Covers(end))
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>
    /// The delay before the reconnect that follows <paramref name="failures"/> failed ones.
    /// </summary>
    /// <param name="failures">Failed reconnects since the connection was last open.</param>
    /// <param name="afterError">Whether the cause was an error rather than a close.</param>
    /// <param name="draw">Uniform in [0, 1); used only where there is jitter.</param>
    /// <param name="ofClient">The client's own draw, uniform in [0, 1) and the same for its whole life; used only with <see cref="SpreadOverClients"/>.</param>
    public TimeSpan DelayBefore(int failures, bool afterError, double draw, double ofClient = 0.5)
    {
        if (afterError && DelayAfterError is { } atError)
        {
            return atError;
        }

        double max = MaxDelay.TotalMilliseconds;
        if (failures < FirstDelays.Length)
        {
            return TimeSpan.FromMilliseconds(Math.Min(Drawn(FirstDelays[failures].TotalMilliseconds, draw), max));
        }

        // The power is capped before the multiplication: 1.5^2000 is infinite, and infinite ticks are not a TimeSpan.
        double own = Delay.TotalMilliseconds * (1 + (SpreadOverClients * ((2 * ofClient) - 1)));
        double grown = own * Math.Pow(Factor, Math.Min(failures - FirstDelays.Length, MostGrowth));
        double cap = JitterShape == JitterShape.Above ? max / (1 + Jitter) : max;
        double ms = Drawn(CapAfterJitter ? grown : Math.Min(grown, cap), draw) + (JitterShape == JitterShape.Full ? own : 0);
        return TimeSpan.FromMilliseconds(Math.Min(ms, max));
    }

    /// <summary>
    /// The longest time from the end of an outage to the start of the attempt that succeeds. Attempts that fail at once and draw the
    /// shortest delays reach the longest ones, attempts that hang add their timeout: the bound takes both. Of a client that gives up, or waits for its next
    /// message, it is the bound it would have if it did not.
    /// </summary>
    public TimeSpan LongestWaitAfter(TimeSpan outage) => LongestDelayAfter(outage) + (OnlineCheck?.LongestWait ?? TimeSpan.Zero);

    /// <summary>As <see cref="LongestWaitAfter"/>, of a client that asks nobody whether there is a network.</summary>
    private TimeSpan LongestDelayAfter(TimeSpan outage)
    {
        // A connection that did not last is one failure more.
        int before = ResetAfter > TimeSpan.Zero ? 1 : 0;
        TimeSpan longest = Later(Longest(0), Longest(before));

        // The client may be closing its dead socket when the outage ends; that is before its first delay, not after an attempt that hung.
        TimeSpan closing = CloseTimeout + longest;
        if (Locked)
        {
            // The lock ends with the next attempt, so the delay and the hung attempt never add up.
            return Later(closing, AttemptTimeout);
        }

        TimeSpan elapsed = Shortest(0);
        for (int failures = 1; elapsed < outage && failures <= MostGrowth; failures++)
        {
            longest = Later(Longest(failures + before), longest);
            elapsed += Shortest(failures);
        }

        return Later(closing, AttemptTimeout + longest);
    }

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public ReconnectPolicy Scale(double factor) => this with
    {
        FirstDelays = [.. FirstDelays.Select(delay => delay * factor)],
        Delay = Delay * factor,
        DelayAfterError = DelayAfterError * factor,
        MaxDelay = MaxDelay * factor,
        AttemptTimeout = AttemptTimeout * factor,
        ResetAfter = ResetAfter * factor,
        CloseTimeout = CloseTimeout * factor,
        OnlineCheck = OnlineCheck?.Scale(factor),
        Rules = Rules.All(rule => rule.Delay == TimeSpan.Zero) ? Rules : [.. Rules.Select(rule => rule with { Delay = rule.Delay * factor })],
    };

    private double Drawn(double ms, double draw) => JitterShape switch
    {
        JitterShape.Above => ms * (1 + (Jitter * draw)),
        JitterShape.Below => ms * (1 - (Jitter * draw)),
        JitterShape.Full => ms * draw,
        _ => ms * (1 + (Jitter * ((2 * draw) - 1))),
    };

    private TimeSpan Longest(int failures)
    {
        TimeSpan delay = Later(DelayBefore(failures, afterError: false, draw: 1, ofClient: 1), DelayBefore(failures, afterError: false, draw: 0, ofClient: 1));
        foreach (ReconnectRule rule in Rules)
        {
            delay = Delays(rule, failures) ? Later(delay, rule.Delay) : delay;
        }

        return Later(delay, DelayAfterError ?? delay);
    }

    private TimeSpan Shortest(int failures)
    {
        TimeSpan delay = Earlier(DelayBefore(failures, afterError: false, draw: 0, ofClient: 0), DelayBefore(failures, afterError: false, draw: 1, ofClient: 0));
        foreach (ReconnectRule rule in Rules)
        {
            delay = Delays(rule, failures) ? Earlier(delay, rule.Delay) : delay;
        }

        return Earlier(delay, DelayAfterError ?? delay);
    }

    /// <summary>Whether the delay after so many failures can be that of a rule: what ends an open connection only is an affair of the first.</summary>
    private static bool Delays(ReconnectRule rule, int failures) => rule.Action == ReconnectAction.After && (failures == 0 || rule.EndsAttempts);

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
