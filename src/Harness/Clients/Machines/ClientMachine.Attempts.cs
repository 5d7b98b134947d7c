using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients.Machines;

/// <content>Attempts to connect: the check for a network that may stand before one, what follows one that failed, and the wait for the next.</content>
public sealed partial class ClientMachine
{
    /// <summary>Attempts, or asks first whether there is a network to do it on.</summary>
    private void AttemptIfOnline(long now, AttemptCause cause, List<ClientEffect> effects)
    {
        if (_online is null)
        {
            Attempt(now, cause, effects);
            return;
        }

        _phase = Phase.Checking;
        _attemptDue = long.MaxValue;
        _online.Ask(now, cause, effects);
    }

    private void OnlineAnswered(long now, bool isOnline, List<ClientEffect> effects)
    {
        long next = _online!.Answered(now, isOnline, effects);
        if (isOnline)
        {
            Attempt(now, _online.Cause, effects);
        }
        else
        {
            WaitUntil(next, _online.Cause);
        }
    }

    private void Attempt(long now, AttemptCause cause, List<ClientEffect> effects)
    {
        _phase = Phase.Attempting;
        _connection++;
        _attemptDue = long.MaxValue;
        _attemptEnds = now + _policy.Reconnect.AttemptTimeout.Microseconds();
        effects.Add(new(EffectKind.Connect, _connection, _node, Cause: cause));
        _sends.Connecting(_connection, effects);
    }

    private void AttemptFailed(long now, in ConnectionEnd end, List<ClientEffect> effects)
    {
        _failures++;
        _poller.AttemptFailed(now, _failures, ref _random);
        long lockEnds = _attemptEnds;
        _attemptEnds = long.MaxValue;
        Rotate();

        // A client that never was open has failed its first connect, not a reconnect: the first delay is still ahead of it.
        int retries = _everOpened ? _failures : _failures - 1;
        if (_policy.Reconnect.RuleFor(end) is null && _policy.Reconnect.Locked && !IsExhausted(retries))
        {
            // The lock holds until the attempt's time is over, however early it failed.
            WaitUntil(lockEnds, AttemptCause.LockEnded);
            return;
        }

        Retry(now, end, retries, isError: end.Cause != CloseCause.AttemptTimeout, AttemptCause.FailedAttempt, effects);
    }

    private void Rotate() => _node += _policy.Reconnect.RotatesNodes ? 1 : 0;

    private bool IsExhausted(int retries) => retries >= _policy.Reconnect.MaxAttempts;

    private void Retry(long now, in ConnectionEnd end, int retries, bool isError, AttemptCause cause, List<ClientEffect> effects)
    {
        ReconnectRule? rule = _policy.Reconnect.RuleFor(end);
        if (rule?.Action == ReconnectAction.Never)
        {
            GiveUp(end.IsAuthentication || end.Code is 401 or 403 ? GiveUpReason.Authentication : GiveUpReason.End, effects);
        }
        else if (rule?.Action == ReconnectAction.AtNextSend)
        {
            _phase = Phase.Dormant;
            effects.Add(new(EffectKind.NoteWaitsForSend, _connection));
        }
        else if (IsExhausted(retries))
        {
            GiveUp(GiveUpReason.AttemptsExhausted, effects);
        }
        else
        {
            TimeSpan delay = rule?.Delay ?? _policy.Reconnect.DelayBefore(retries, isError, _random.NextDouble(), _ofClient);
            WaitUntil(now + delay.Microseconds(), cause);
        }
    }

    private void WaitUntil(long due, AttemptCause cause)
    {
        _phase = Phase.Waiting;
        _nextCause = cause;
        _attemptDue = due;
    }

    private void GiveUp(GiveUpReason why, List<ClientEffect> effects)
    {
        _phase = Phase.Stopped;
        effects.Add(new(EffectKind.NoteGaveUp, _connection, (int)why));
    }
}
