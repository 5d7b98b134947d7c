using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients;

/// <content>A tab that is switched away: its timers stand still, what comes in is taken.</content>
public sealed partial class ClientSession
{
    private bool _suspended;

    /// <summary>The timers stop: nothing that is due happens before <see cref="Wake"/>.</summary>
    public void Suspend(int fault)
    {
        lock (Gate)
        {
            if (!_left && !_suspended)
            {
                _suspended = true;
                _host.Journal.Add(Facts.Suspended(MonotonicClock.Now, Client, fault));
            }
        }
    }

    /// <summary>The timers run again. What was due meanwhile fires once, now: late by intent, so it is no lag of the worker's.</summary>
    public void Wake(int fault)
    {
        lock (Gate)
        {
            if (!_suspended)
            {
                return;
            }

            _suspended = false;
            long now = MonotonicClock.Now;
            _host.Journal.Add(Facts.Woken(now, Client, fault));
            if (NextDue <= now)
            {
                TakeDue(now);
            }
            else
            {
                _host.Wheel.Schedule(Entry, NextDue);
            }
        }
    }
}
