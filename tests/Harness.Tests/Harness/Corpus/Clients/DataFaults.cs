using Harness.Journal;
using Harness.Timing;

namespace Harness.Tests.Corpus.Clients;

/// <summary>Fetches for some reasons and not for these.</summary>
internal sealed class NeverFetches(IClientMachine inner, Func<FetchReason, bool> never) : FaultyMachine(inner)
{
    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (effect.Kind != EffectKind.Fetch || !never(effect.Reason))
        {
            effects.Add(effect);
        }
    }
}

/// <summary>The first fetch that fails is the last: the error ends the loop that handles pushes.</summary>
internal sealed class StopsFetchingAfterAFailure(IClientMachine inner) : FaultyMachine(inner)
{
    private bool _stopped;

    protected override bool Hears(long now, in ClientInput input)
    {
        _stopped |= input.Kind == InputKind.FetchFailed;
        return true;
    }

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        if (effect.Kind != EffectKind.Fetch || !_stopped)
        {
            effects.Add(effect);
        }
    }
}

/// <summary>Polls at a pace of its own once it has lost a connection, and knows one way to end it or none.</summary>
internal sealed class PollsItsOwnWay(IClientMachine inner, TimeSpan every, bool stopsWhenOpen) : FaultyMachine(inner)
{
    private bool _inFlight;

    protected override bool Hears(long now, in ClientInput input)
    {
        if (input is { Kind: InputKind.FetchAnswered or InputKind.FetchFailed, Reason: FetchReason.PollLoss })
        {
            _inFlight = false;
        }

        return true;
    }

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects)
    {
        effects.Add(effect);
        if (effect is { Kind: EffectKind.Fetch, Reason: FetchReason.PollLoss })
        {
            _inFlight = true;
            OwnDue = now + every.Microseconds();
        }
    }

    protected override void Fire(long now, List<ClientEffect> effects)
    {
        if (State == ClientState.Closed || (stopsWhenOpen && IsOpen))
        {
            return;
        }

        OwnDue = now + every.Microseconds();
        if (!_inFlight)
        {
            _inFlight = true;
            effects.Add(new(EffectKind.Fetch, Number: 0, Reason: FetchReason.PollLoss));
        }
    }
}

/// <summary>Polls a topic that it does not follow. Answers to it are none to the sound machine.</summary>
internal sealed class PollsAForeignTopic(IClientMachine inner, int topics) : FaultyMachine(inner)
{
    public override long Held(int topic) => topic < topics ? base.Held(topic) : 0;

    protected override bool Hears(long now, in ClientInput input)
    {
        if (input.Kind is not (InputKind.FetchAnswered or InputKind.FetchFailed) || input.Topic < topics)
        {
            return true;
        }

        // It believes that it has polled its own topic, and has learned nothing of it.
        _pending = ClientInput.FetchAnswered(input.Topic - topics, 0, input.Reason);
        return false;
    }

    protected override void Do(long now, in ClientEffect effect, List<ClientEffect> effects) =>
        effects.Add(effect is { Kind: EffectKind.Fetch, Reason: FetchReason.PollLoss } ? effect with { Number = effect.Number + topics } : effect);

    protected override void After(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (_pending is { } answered)
        {
            _pending = null;
            Feed(now, answered, effects);
        }
    }

    private ClientInput? _pending;
}

/// <summary>Takes whatever a fetch answers for news, also what it holds already or what is older.</summary>
internal sealed class BelievesAnyVersion(IClientMachine inner) : FaultyMachine(inner)
{
    public override long Held(int topic) => 0;
}
