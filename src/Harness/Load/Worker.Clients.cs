using Harness.Clients;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Load;

/// <content>Clients that come and go: the thread that starts them, wakes them and lets their users close them.</content>
public sealed partial class Worker
{
    /// <summary>Those that have started and are still held.</summary>
    private IEnumerable<IDrivenClient> Present
    {
        get
        {
            for (int i = 0; i < _sessions.Length; i++)
            {
                if (Volatile.Read(ref _sessions[i]) is { } session)
                {
                    yield return session;
                }
            }
        }
    }

    private void Start(long at)
    {
        _host.LoadBegins(at);
        _metrics.CountsTraffic = true;
        if (_plan.Pace is null)
        {
            for (int i = 0; i < _sessions.Length; i++)
            {
                StartAt(i, at + _plan.Starts[i]);
            }
        }

        _timers = new Thread(() => TurnWheel(at)) { IsBackground = true, Name = "timing wheel" };
        _timers.Start();
        _ticking = TickAsync(at);
    }

    private void StartAt(int entry, long at)
    {
        _intended[entry] = at;
        _wheel.Schedule(entry, at);
    }

    private void TurnWheel(long began)
    {
        var fired = new List<int>();
        int left = 0;
        while (!_stop.IsCancellationRequested)
        {
            _wheel.Advance(MonotonicClock.Now, fired);
            foreach (int entry in fired)
            {
                if (_sessions[entry] is { } session)
                {
                    session.OnTimer();
                }
                else
                {
                    StartClient(entry, began);
                }
            }

            fired.Clear();
            long now = MonotonicClock.Now;
            while (left < _leaving.Length && began + _plan.Ends[_leaving[left]] <= now)
            {
                _sessions[_leaving[left++]]?.CloseByUser();
            }

            long nap = _wheel.Nap(MonotonicClock.Now);
            FineSleep.For(left < _leaving.Length ? Math.Clamp(began + _plan.Ends[_leaving[left]] - MonotonicClock.Now, TimingWheel.LeastNap, nap) : nap);
        }
    }

    /// <summary>A client is made when it starts: of those that come and go one after the other, only who is there takes memory.</summary>
    private void StartClient(int entry, long began)
    {
        if (_gone[entry])
        {
            return;
        }

        long now = MonotonicClock.Now;
        long late = now - _intended[entry];
        bool isOver = _plan.Ends.Length > 0 && _plan.Ends[entry] < long.MaxValue && began + _plan.Ends[entry] <= now;
        if (isOver && late >= LateStart.Microseconds())
        {
            // It would be one of a crowd that the plan does not have: it is left out, and counts as not started.
            _gone[entry] = true;
            return;
        }

        _metrics.Lag(late);
        if (late >= LateStart.Microseconds())
        {
            _journal.Add(Facts.StartedLate(now, _plan.Clients[entry], late));
        }

        IDrivenClient session = _host.NewClient(_plan.Clients[entry], entry);
        Volatile.Write(ref _sessions[entry], session);
        session.Start();
        if (isOver)
        {
            // Its end has been passed over while there was nobody to close.
            session.CloseByUser();
        }
    }

    /// <summary>
    /// Lets go of clients whose users have closed them. Under a fault that swallows their close frames nobody answers those: what is not gone by then is aborted, or departures would
    /// pile up above the most clients that the plan has at once.
    /// </summary>
    private void Release(long began, ref int released)
    {
        long now = MonotonicClock.Now;
        for (int i = released; i < _leaving.Length && began + _plan.Ends[_leaving[i]] + _releaseAfter.Microseconds() <= now; i++)
        {
            int entry = _leaving[i];
            IDrivenClient? session = _sessions[entry];
            if (session is { HasLeft: true })
            {
                // Held to the end.
                _gone[entry] = true;
            }
            else if (session is not null)
            {
                session.LetGo();
                if (!session.HasSocket)
                {
                    Settle(session);
                    _gone[entry] = true;
                    Volatile.Write(ref _sessions[entry], null);
                }
            }

            if (i == released && _gone[entry])
            {
                released++;
            }
        }
    }

    /// <summary>What of a client is somebody's own code may outlast its socket: it is waited for at the end.</summary>
    private void Settle(IDrivenClient session)
    {
        _settling.RemoveAll(task => task.IsCompleted);
        _settling.Add(session.SettleAsync());
    }
}
