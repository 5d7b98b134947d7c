using Harness.Journal;

namespace Harness.Clients.Machines;

/// <content>The check for a network that may stand before an attempt.</content>
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
}
