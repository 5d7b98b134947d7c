using System.Text;

namespace Harness.Target;

/// <summary>
/// What is due on the open sockets by the clock: closing the idle ones, pinging, dropping those that do not answer. One timer sweeps them all; while
/// nothing is asked for it stands still.
/// </summary>
internal sealed class Upkeep : IAsyncDisposable
{
    public const int IdleCode = 1001;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyCollection<SocketSession> _sessions;
    private readonly TimeProvider _time;
    private readonly Counters _counters;
    private readonly ITimer _timer;
    private Plan? _plan;
    private int _sweeping;

    public Upkeep(IReadOnlyCollection<SocketSession> sessions, LiveSettings settings, TimeProvider time, Counters counters)
    {
        (_sessions, _time, _counters) = (sessions, time, counters);
        _timer = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        settings.Changed += Follow;
        Follow(settings.Current);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Follow(TargetSettings settings)
    {
        var heartbeat = settings.ServerHeartbeat is { Form: PingForm.Text } text ? text : null;
        if (heartbeat == _plan?.Heartbeat && settings.IdleClose == (_plan?.IdleClose ?? TimeSpan.Zero))
        {
            return;
        }

        TimeSpan[] asked = [settings.IdleClose, heartbeat?.Interval ?? TimeSpan.Zero, heartbeat?.Timeout ?? TimeSpan.Zero];
        if (!asked.Any(time => time > TimeSpan.Zero))
        {
            Volatile.Write(ref _plan, null);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // A twentieth of what is to be kept is late enough to be cheap.
        var period = asked.Where(time => time > TimeSpan.Zero).Min() / 20;
        period = period < Shortest ? Shortest : period > Longest ? Longest : period;
        Volatile.Write(ref _plan, new Plan(settings.IdleClose, heartbeat, heartbeat is null ? [] : Encoding.UTF8.GetBytes(heartbeat.Message), _time.GetTimestamp()));
        _timer.Change(period, period);
    }

    private void Sweep()
    {
        // The timer does not wait for a sweep that takes longer than its period.
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }

        if (Volatile.Read(ref _plan) is { } plan)
        {
            foreach (var session in _sessions)
            {
                if (!session.Muted && !session.IsEnding)
                {
                    Look(session, plan, _time.GetTimestamp());
                }
            }
        }

        Volatile.Write(ref _sweeping, 0);
    }

    private void Look(SocketSession session, Plan plan, long now)
    {
        // Silence and phase count from the setting where that came after the socket.
        if (plan.IdleClose > TimeSpan.Zero && Elapsed(Math.Max(session.HeardAt, plan.Since), now) >= plan.IdleClose)
        {
            if (session.Close(IdleCode, "idle"))
            {
                _counters.IdleClose();
            }
        }
        else if (plan.Heartbeat is { } heartbeat)
        {
            Ping(session, plan, heartbeat, now);
        }
    }

    private void Ping(SocketSession session, Plan plan, ServerHeartbeat heartbeat, long now)
    {
        var asked = session.AskedAt;
        if (asked != SocketSession.NotAsked && asked >= plan.Since && Elapsed(asked, now) >= heartbeat.Timeout)
        {
            _counters.HeartbeatDrop();
            session.Drop();
            return;
        }

        var due = session.NextPingAt;
        var interval = (long)(heartbeat.Interval.TotalSeconds * _time.TimestampFrequency);
        if (due == SocketSession.NotAsked || due < plan.Since)
        {
            // The first one: a whole number of intervals after its open, so that sockets keep the spread in which they came.
            var since = Math.Max(plan.Since, session.OpenedAt);
            due = session.OpenedAt + ((((since - session.OpenedAt) / interval) + 1) * interval);
        }

        if (now >= due)
        {
            session.Ask(plan.Ping, now);
            _counters.HeartbeatSent();
            due += (((now - due) / interval) + 1) * interval;
        }

        session.NextPingAt = due;
    }

    private TimeSpan Elapsed(long since, long now) => _time.GetElapsedTime(since, now);

    /// <param name="IdleClose">Zero: never.</param>
    /// <param name="Heartbeat">Null: none.</param>
    /// <param name="Ping">What it says.</param>
    /// <param name="Since">Since when this holds.</param>
    private sealed record Plan(TimeSpan IdleClose, ServerHeartbeat? Heartbeat, byte[] Ping, long Since);
}
