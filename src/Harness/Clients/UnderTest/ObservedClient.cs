using Harness.Journal;

namespace Harness.Clients.UnderTest;

/// <summary>
/// What a client under test reports, as the facts that the judge reads. Pure: it is told the time. What it cannot know, it does not make up: a connection that
/// opens without an attempt has one that began in the same instant, unless its user has closed it, and the last answer of a lost one is the last message that the client told of.
/// </summary>
internal sealed class ObservedClient(int client)
{
    private readonly List<int> _open = [];
    private AttemptCause _cause = AttemptCause.Start;
    private int _attempt;
    private bool _attempting;
    private long _lastHeard;

    public bool IsOpen => _open.Count > 0;

    public ClientState State { get; private set; }

    /// <summary>Whether it has ever been open.</summary>
    public bool EverOpened { get; private set; }

    public bool IsClosed { get; private set; }

    public IEnumerable<Fact> Connecting(long now)
    {
        // A second attempt beside one that is still under way is a second one all the same.
        _attempting = true;
        yield return Facts.AttemptStarted(now, client, ++_attempt, _cause);
        foreach (Fact fact in Become(now))
        {
            yield return fact;
        }
    }

    public IEnumerable<Fact> Failed(long now, int status)
    {
        if (!_attempting && IsClosed)
        {
            // Told late: nobody attempts any more, and an attempt made up here would be one after the close.
            yield break;
        }

        if (!_attempting)
        {
            yield return Facts.AttemptStarted(now, client, ++_attempt, _cause);
        }

        _attempting = false;
        _cause = AttemptCause.FailedAttempt;
        yield return Facts.AttemptFailed(now, client, _attempt, status > 0 ? CloseCause.HandshakeRefused : CloseCause.Refused, status);
        foreach (Fact fact in Become(now))
        {
            yield return fact;
        }
    }

    public IEnumerable<Fact> Opened(long now)
    {
        if (!_attempting)
        {
            _attempt++;
            if (!IsClosed)
            {
                yield return Facts.AttemptStarted(now, client, _attempt, _cause);
            }
        }

        _attempting = false;
        _lastHeard = now;
        EverOpened = true;
        _open.Add(_attempt);
        yield return Facts.Opened(now, client, _attempt);
        foreach (Fact fact in Become(now))
        {
            yield return fact;
        }
    }

    public void Heard(long now) => _lastHeard = now;

    public IEnumerable<Fact> Lost(long now, int code, bool byItself)
    {
        if (_open.Count == 0)
        {
            yield break;
        }

        int connection = _open[0];
        _open.RemoveAt(0);
        _cause = AttemptCause.Loss;
        bool declared = byItself && !IsClosed;
        if (declared)
        {
            yield return Facts.DeclaredDead(now, client, connection, _lastHeard);
        }

        CloseCause cause = byItself || IsClosed ? CloseCause.Own : code is 0 or 1006 ? CloseCause.Fin : CloseCause.CloseFrame;
        yield return Facts.SocketGone(now, client, connection, cause, cause == CloseCause.CloseFrame ? code : 0);
        foreach (Fact fact in Become(now))
        {
            yield return fact;
        }
    }

    /// <summary>Its first attempt threw, so nobody tries again.</summary>
    public IEnumerable<Fact> GaveUp(long now)
    {
        foreach (Fact fact in Failed(now, 0))
        {
            yield return fact;
        }

        yield return Facts.GaveUp(now, client, _attempt, GiveUpReason.AttemptsExhausted);
    }

    public IEnumerable<Fact> ClosedByUser(long now)
    {
        IsClosed = true;
        yield return Facts.ClosedByUser(now, client);
        foreach (Fact fact in Become(now))
        {
            yield return fact;
        }
    }

    private IEnumerable<Fact> Become(long now)
    {
        ClientState state = IsClosed ? ClientState.Closed : IsOpen ? ClientState.Open : EverOpened ? ClientState.Reconnecting : ClientState.Connecting;
        if (state != State)
        {
            State = state;
            yield return Facts.StateChanged(now, client, state);
        }
    }
}
