using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Clients;

/// <summary>
/// Plays a <see cref="ClientMachine"/> in virtual time: inputs at given seconds, timers at their due time on the way, every effect noted
/// with its time and checked against <see cref="EffectRules"/>.
/// </summary>
internal sealed class MachineScript
{
    private readonly List<ClientEffect> _effects = [];
    private readonly EffectRules _rules;
    private long _now;

    public MachineScript(ClientPolicy policy, int topics = 0, ulong seed = 1)
    {
        Machine = new ClientMachine(policy, topics, seed);
        _rules = new EffectRules(topics);
    }

    public ClientMachine Machine { get; }

    /// <summary>Every effect so far, with its time in seconds.</summary>
    public List<(double At, ClientEffect Effect)> Log { get; } = [];

    /// <summary>How late every timer fires, seconds.</summary>
    public double Lag { get; init; }

    /// <summary>Number of the last connection or attempt.</summary>
    public int Connection => _rules.Connection;

    /// <summary>Goes on to that time, timers included, and gives the inputs there.</summary>
    public MachineScript At(double seconds, params ReadOnlySpan<ClientInput> inputs)
    {
        long end = Us(seconds);
        while (Due() <= end)
        {
            _now = Due();
            Step(ClientInput.TimerDue);
            Rule.Holds(Machine.NextDue > _now, $"{Machine.NextDue} is due, but the timer just fired at {_now}");
        }

        _now = end;
        foreach (ClientInput input in inputs)
        {
            Step(input);
        }

        return this;
    }

    /// <summary>Nothing gets to run until that time: no timer fires; the next call of <see cref="At"/> fires what is due.</summary>
    public MachineScript StallUntil(double seconds)
    {
        _now = Us(seconds);
        return this;
    }

    /// <summary>Starts at 0 and opens at once.</summary>
    public MachineScript Opened() => At(0, ClientInput.Start, ClientInput.Opened(1));

    public double[] Times(EffectKind kind) => [.. Log.Where(entry => entry.Effect.Kind == kind).Select(entry => entry.At)];

    /// <summary>Fetches as (seconds, topic, reason).</summary>
    public (double At, int Topic, FetchReason Reason)[] Fetches() =>
        [.. Log.Where(entry => entry.Effect.Kind == EffectKind.Fetch).Select(entry => (entry.At, entry.Effect.Number, entry.Effect.Reason))];

    /// <summary>Times of the fetches for one reason.</summary>
    public double[] Fetches(FetchReason reason) => [.. Fetches().Where(fetch => fetch.Reason == reason).Select(fetch => fetch.At)];

    /// <summary>States as (seconds, state).</summary>
    public (double At, ClientState State)[] States() =>
        [.. Log.Where(entry => entry.Effect.Kind == EffectKind.NoteState).Select(entry => (entry.At, entry.Effect.State))];

    /// <summary>Kinds of the effects at that time, in order, without the change of state.</summary>
    public EffectKind[] KindsAt(double seconds) =>
        [.. Log.Where(entry => entry.At == seconds && entry.Effect.Kind != EffectKind.NoteState).Select(entry => entry.Effect.Kind)];

    private static long Us(double seconds) => (long)Math.Round(seconds * 1e6);

    private long Due() => Machine.NextDue == long.MaxValue ? long.MaxValue : Math.Max(_now, Machine.NextDue + Us(Lag));

    private void Step(in ClientInput input)
    {
        _effects.Clear();
        Machine.Step(_now, input, _effects);
        _rules.Check(input, _effects, Machine);
        Log.AddRange(_effects.Select(effect => (_now / 1e6, effect)));
    }
}
