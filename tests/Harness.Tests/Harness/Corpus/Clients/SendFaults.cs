using Harness.Journal;

namespace Harness.Tests.Corpus.Clients;

/// <summary>Subscribes on its first socket and never again.</summary>
internal sealed class SubscribesOnce(IClientMachine inner) : FaultyMachine(inner)
{
    private readonly HashSet<int> _forgotten = [];
    private bool _connects;

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        // Nothing is asked for, either: the subscription is not lost on the way, it is not in the program.
        if (_connects && effect is { Kind: EffectKind.NoteSendAsked, Connection: > 1 })
        {
            _forgotten.Add(effect.Number);
        }
        else if (effect.Kind != EffectKind.Send || !_forgotten.Contains(effect.Number))
        {
            effects.Add(effect);
        }

        _connects = effect.Kind == EffectKind.Connect;
    }
}

/// <summary>Clears its send queue with each new socket: what waited for it is gone.</summary>
internal sealed class LosesItsQueue(IClientMachine inner) : FaultyMachine(inner)
{
    private readonly HashSet<int> _queued = [];

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (effect is { Kind: EffectKind.NoteSendAsked, Flag: false })
        {
            _queued.Add(effect.Number);
        }

        if (effect.Kind != EffectKind.Send || effect.Flag || !_queued.Contains(effect.Number))
        {
            effects.Add(effect);
        }
    }
}

/// <summary>Sends at once, whether the socket is open or not: the send throws and the message is gone.</summary>
internal sealed class SendsWhileConnecting(IClientMachine inner) : FaultyMachine(inner)
{
    private readonly HashSet<int> _thrown = [];

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (effect.Kind == EffectKind.Send && _thrown.Contains(effect.Number))
        {
            return;
        }

        effects.Add(effect);
        if (effect is { Kind: EffectKind.NoteSendAsked, Flag: false } && State is ClientState.Reconnecting or ClientState.Polling)
        {
            _thrown.Add(effect.Number);
            effects.Add(new(EffectKind.Send, Connection, effect.Number));
        }
    }
}

/// <summary>Keeps what it has sent in its queue: each new socket gets all of it again.</summary>
internal sealed class SendsTwice(IClientMachine inner) : FaultyMachine(inner)
{
    private readonly List<ClientEffect> _sent = [];

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        effects.Add(effect);
        if (effect is { Kind: EffectKind.Send, Flag: false })
        {
            _sent.Add(effect);
        }
    }

    protected override void After(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (input is { Kind: InputKind.Opened, Connection: > 1 })
        {
            int connection = input.Connection;
            effects.AddRange(_sent.Select(sent => sent with { Connection = connection }).ToArray());
        }
    }
}
