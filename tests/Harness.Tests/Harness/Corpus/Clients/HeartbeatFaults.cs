using Harness.Timing;

namespace Harness.Tests.Corpus.Clients;

/// <summary>Arms its heartbeat timer only when a message comes in: one unanswered heartbeat, and silence ever after.</summary>
internal sealed class ArmsItsTimerOnce(ClientPolicy policy, int topics, ulong seed)
    : FaultyMachine(ClientMachines.Create(policy with { Heartbeat = policy.Heartbeat! with { Misses = null } }, topics, seed))
{
    private bool _armed = true;

    protected override bool Hears(long now, in ClientInput input)
    {
        _armed |= input.Kind is InputKind.Opened or InputKind.Message or InputKind.Reply or InputKind.Push or InputKind.Announced;
        return true;
    }

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (effect.Kind is not (EffectKind.SendHeartbeat or EffectKind.NoteMissed) || _armed)
        {
            effects.Add(effect);
        }

        _armed &= effect.Kind != EffectKind.SendHeartbeat;
    }
}

/// <summary>Takes each heartbeat that it sends for a sign of life.</summary>
internal sealed class ResetsOnItsOwnSend(IClientMachine inner) : FaultyMachine(inner)
{
    private int _sentOn;

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        effects.Add(effect);
        _sentOn = effect.Kind == EffectKind.SendHeartbeat ? effect.Connection : _sentOn;
    }

    protected override void After(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (_sentOn > 0)
        {
            Feed(now, ClientInput.Message(_sentOn), effects);
            _sentOn = 0;
        }
    }
}

/// <summary>Its heartbeat timer outlives the socket and beats once more on it.</summary>
internal sealed class BeatsOnAClosedSocket(IClientMachine inner, ClientPolicy policy) : FaultyMachine(inner)
{
    private int _lost;

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        effects.Add(effect);
        if (effect.Kind == EffectKind.NoteDeclaredDead)
        {
            _lost = effect.Connection;
            OwnDue = now + policy.Heartbeat!.Interval.Microseconds();
        }
    }

    protected override void Fire(long now, List<ClientEffect> effects) => effects.Add(new(EffectKind.SendHeartbeat, _lost, At: now));
}

/// <summary>The heartbeat timer of the lost socket is never cleared: after the reconnect two timers beat on the new one.</summary>
internal sealed class KeepsItsOldTimer(IClientMachine inner, ClientPolicy policy) : FaultyMachine(inner)
{
    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        effects.Add(effect);
        if (effect.Kind == EffectKind.NoteDeclaredDead)
        {
            OwnDue = now + policy.Heartbeat!.Interval.Microseconds();
        }
    }

    protected override void Fire(long now, List<ClientEffect> effects)
    {
        OwnDue = now + policy.Heartbeat!.Interval.Microseconds();
        if (IsOpen)
        {
            effects.Add(new(EffectKind.SendHeartbeat, Connection, At: now));
        }
    }
}

/// <summary>Listens for answers and sends nothing that anybody could answer.</summary>
internal sealed class NeverBeats(IClientMachine inner) : FaultyMachine(inner)
{
    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (effect.Kind != EffectKind.SendHeartbeat)
        {
            effects.Add(effect);
        }
    }
}
