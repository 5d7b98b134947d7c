using Harness.Journal;
using Harness.Timing;

namespace Harness.Tests.Corpus.Clients;

/// <summary>Close and error each cause a reconnect: one loss makes two sockets.</summary>
internal sealed class ReconnectsTwice(IClientMachine inner) : FaultyMachine(inner)
{
    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        effects.Add(effect);
        if (effect is { Kind: EffectKind.Connect, Cause: AttemptCause.Loss })
        {
            ConnectToo(AttemptCause.Loss, effects);
        }
    }
}

/// <summary>Has no single-flight lock: an attempt that takes longer than 150 ms gets another one beside it.</summary>
internal sealed class HasNoLock(IClientMachine inner) : FaultyMachine(inner)
{
    protected override bool Hears(long now, in ClientInput input)
    {
        OwnDue = input.Kind is InputKind.Opened or InputKind.AttemptFailed ? long.MaxValue : OwnDue;
        return true;
    }

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        effects.Add(effect);
        if (effect.Kind == EffectKind.Connect)
        {
            OwnDue = now + TimeSpan.FromMilliseconds(150).Microseconds();
        }
    }

    protected override void Fire(long now, List<ClientEffect> effects) => ConnectToo(AttemptCause.FailedAttempt, effects);
}

/// <summary>Forgets to cancel its reconnect timer when the socket opens: a little later it connects again.</summary>
internal sealed class ReconnectsWhileConnected(IClientMachine inner) : FaultyMachine(inner)
{
    private int _opens;

    protected override void After(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (input.Kind == InputKind.Opened && !IsOwn(input.Connection) && ++_opens == 2)
        {
            OwnDue = now + TimeSpan.FromMilliseconds(100).Microseconds();
        }
    }

    protected override void Fire(long now, List<ClientEffect> effects) => ConnectToo(AttemptCause.FailedAttempt, effects);
}

/// <summary>Declares a connection dead and lets go of it without closing it.</summary>
internal sealed class LeavesItsOldSocketOpen(IClientMachine inner) : FaultyMachine(inner)
{
    private readonly List<int> _left = [];

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (effect.Kind == EffectKind.Abort)
        {
            _left.Add(effect.Connection);
            return;
        }

        effects.Add(effect);
    }

    protected override void After(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (input.Kind == InputKind.CloseByUser)
        {
            _left.ForEach(connection => effects.Add(new(EffectKind.Abort, connection)));
        }
    }
}

/// <summary>Takes the close that its user asked for as a loss, and connects again.</summary>
internal sealed class ComesBackAfterItsUserLeft(IClientMachine inner) : FaultyMachine(inner)
{
    protected override void After(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (input.Kind == InputKind.CloseByUser)
        {
            ConnectToo(AttemptCause.Loss, effects);
        }
    }
}

/// <summary>Has a handler for some ends of a connection and none for these.</summary>
internal sealed class IgnoresEnds(IClientMachine inner, Func<ConnectionEnd, bool> ignored) : FaultyMachine(inner)
{
    private bool _isGone;

    public override ClientState State => _isGone && base.State != ClientState.Closed ? ClientState.Reconnecting : base.State;

    /// <summary>The sound machine goes on believing in the connection, and nothing that it wants done is done any more.</summary>
    protected override bool Hears(long now, in ClientInput input)
    {
        if (input.Kind == InputKind.Closed && ignored(input.End))
        {
            _isGone = true;
            return false;
        }

        return true;
    }

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (!_isGone || effect.Kind is EffectKind.NoteClosedByUser or EffectKind.NoteState)
        {
            effects.Add(effect);
        }
    }
}
