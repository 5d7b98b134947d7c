using System.Diagnostics;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// Turns a <see cref="FlapToxic"/> off and on. Each turn is due a period after the one before was due, not after it was made, so a late one
/// does not move the rest. It waits in the proxy's one timer; the turn itself, which goes through all connections, is made on the pool.
/// </summary>
internal sealed class Flapping : Delayed, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly DelayQueue _delays;
    private readonly FlapToxic _flap;
    private readonly Action<Flapping, bool> _turn;
    private long _turns;
    private long _due = Stopwatch.GetTimestamp();
    private bool _stopped;

    /// <param name="turn">Is told whether the toxic is on now.</param>
    internal Flapping(DelayQueue delays, FlapToxic flap, Action<Flapping, bool> turn)
    {
        _delays = delays;
        _flap = flap;
        _turn = turn;
        Schedule();
    }

    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _delays.Cancel(this);
        }
    }

    internal override void Fire() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute()
    {
        _turns++;
        _turn(this, _turns % 2 == 0);
        Schedule();
    }

    private void Schedule()
    {
        _due = StopwatchTicks.After(_due, _flap.Period(_turns));
        lock (_gate)
        {
            if (!_stopped)
            {
                _delays.Schedule(this, _due);
            }
        }
    }
}
