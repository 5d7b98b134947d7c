using Harness.Journal;

namespace Harness.Tests.Corpus;

/// <summary>
/// A client with one mistake: a sound machine, and what its author got wrong on the way in (<see cref="Hears"/>), on the way out
/// (<see cref="Do"/>) or of its own accord (<see cref="Fire"/>).
/// </summary>
internal abstract class FaultyMachine(IClientMachine inner) : IClientMachine
{
    /// <summary>Numbers of connections that the sound machine knows nothing of.</summary>
    private const int FirstOwn = 1000;

    private readonly List<ClientEffect> _wanted = [];
    private readonly List<int> _own = [];

    public virtual ClientState State => inner.State;

    public long NextDue => Math.Min(inner.NextDue, OwnDue);

    /// <summary>When <see cref="Fire"/> is wanted.</summary>
    protected long OwnDue { get; set; } = long.MaxValue;

    /// <summary>Number of the connection or attempt that the sound machine made last.</summary>
    protected int Connection { get; private set; }

    protected bool IsOpen => State is ClientState.Open or ClientState.Suspect;

    public virtual long Held(int topic) => inner.Held(topic);

    public void Step(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (Hears(now, input))
        {
            Feed(now, input, effects);
        }

        if (OwnDue <= now)
        {
            OwnDue = long.MaxValue;
            Fire(now, effects);
        }

        if (input.Kind == InputKind.CloseByUser)
        {
            OwnDue = long.MaxValue;
            _own.ForEach(connection => effects.Add(new(EffectKind.Abort, connection)));
        }

        After(now, input, effects);
    }

    /// <summary>Whether the sound machine hears of an input at all.</summary>
    protected virtual bool Hears(long now, in ClientInput input) => true;

    /// <summary>Does what the sound machine wants done, or something else.</summary>
    protected virtual void Do(long now, in ClientEffect effect, List<ClientEffect> effects) => effects.Add(effect);

    /// <summary>Its own timer is due.</summary>
    protected virtual void Fire(long now, List<ClientEffect> effects)
    {
    }

    /// <summary>The last word on an input.</summary>
    protected virtual void After(long now, in ClientInput input, List<ClientEffect> effects)
    {
    }

    /// <summary>Gives the sound machine an input that nobody else gave it.</summary>
    protected void Feed(long now, in ClientInput input, List<ClientEffect> effects)
    {
        int first = _wanted.Count;
        inner.Step(now, input, _wanted);
        ClientEffect[] wanted = [.. _wanted.Skip(first)];
        _wanted.RemoveRange(first, _wanted.Count - first);
        foreach (ClientEffect effect in wanted)
        {
            Connection = effect.Kind == EffectKind.Connect ? effect.Connection : Connection;
            Do(now, effect, effects);
        }
    }

    /// <summary>Connects beside whatever the sound machine does.</summary>
    protected void ConnectToo(AttemptCause cause, List<ClientEffect> effects)
    {
        int connection = FirstOwn + _own.Count;
        _own.Add(connection);
        effects.Add(new(EffectKind.Connect, connection, Cause: cause));
    }

    /// <summary>Whether an input or effect is about one of the connections it made beside the sound machine.</summary>
    protected static bool IsOwn(int connection) => connection >= FirstOwn;
}
