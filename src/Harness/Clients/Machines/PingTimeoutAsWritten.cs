using System.Collections.Immutable;
using Harness.Journal;

namespace Harness.Clients.Machines;

/// <summary>
/// The listing of field notes 002: whatever its online check says, each close builds a second ReconnectingWebSocket beside the first, which retries
/// by itself too. Each of them is a sound client of the policy; that there are two is the flaw.
/// </summary>
public sealed class PingTimeoutAsWritten : IClientMachine
{
    /// <summary>Messages are numbered per socket; so far apart that they do not meet.</summary>
    private const int MessagesPerLine = 1_000_000;

    private readonly ClientPolicy _policy;
    private readonly int _topics;
    private readonly ulong _seed;
    private readonly List<ClientEffect> _own = [];
    private ImmutableArray<Line> _lines;
    private int _created;

    /// <param name="policy">What each of its sockets promises.</param>
    /// <param name="topics">How many topics it follows; 0 for none.</param>
    /// <param name="seed">Where its draws come from.</param>
    public PingTimeoutAsWritten(ClientPolicy policy, int topics, ulong seed)
    {
        (_policy, _topics, _seed) = (policy with { AsWritten = AsWritten.No, Reconnect = policy.Reconnect with { OnlineCheck = null } }, topics, seed);
        _lines = [NewLine()];
    }

    /// <inheritdoc/>
    public ClientState State { get; private set; }

    /// <inheritdoc/>
    public long NextDue => _lines.Min(line => line.Machine.NextDue);

    /// <inheritdoc/>
    public long Held(int topic) => _lines.Max(line => line.Machine.Held(topic));

    /// <inheritdoc/>
    public void Step(long now, in ClientInput input, List<ClientEffect> effects)
    {
        switch (input.Kind)
        {
            case InputKind.Start or InputKind.Send:
                Step(now, 0, input, effects);
                break;
            case InputKind.SendFailed:
                Step(now, input.Topic / MessagesPerLine, input with { Topic = input.Topic % MessagesPerLine }, effects);
                break;
            case InputKind.TimerDue or InputKind.FetchAnswered or InputKind.FetchFailed or InputKind.Leave or InputKind.CloseByUser:
                for (int i = 0; i < _lines.Length; i++)
                {
                    Step(now, i, input, effects);
                }

                break;
            default:
                int global = input.Connection;
                int owner = -1;
                for (int i = 0; i < _lines.Length && owner < 0; i++)
                {
                    owner = _lines[i].Connection == global ? i : -1;
                }

                if (owner >= 0)
                {
                    Step(now, owner, input with { Connection = _lines[owner].Inner }, effects);
                }

                break;
        }

        NoteState(effects);
    }

    private Line NewLine() => new(new ClientMachine(_policy, _topics, _seed + (ulong)(_lines.IsDefault ? 0 : _lines.Length)));

    private void Step(long now, int index, in ClientInput input, List<ClientEffect> effects)
    {
        Line line = _lines[index];
        bool wasOpen = line.IsOpen;
        bool wasConnecting = line.Machine.State == ClientState.Connecting;
        _own.Clear();
        line.Machine.Step(now, input, _own);
        foreach (ClientEffect effect in _own)
        {
            if (effect.Kind == EffectKind.Connect)
            {
                line.Inner = effect.Connection;
                line.Connection = ++_created;
            }

            // What concerns the client as a whole is said once: by the first, or by the first that a push told.
            if (effect.Kind != EffectKind.NoteState && (effect.Kind != EffectKind.NoteClosedByUser || index == 0)
                && (effect.Kind != EffectKind.NoteHeld || !_lines.Any(other => other != line && other.Machine.Held(effect.Number) >= effect.At)))
            {
                bool isMessage = effect.Kind is EffectKind.Send or EffectKind.NoteSendAsked;
                effects.Add(effect with
                {
                    Connection = effect.Connection == 0 ? 0 : line.Connection,
                    Number = effect.Number + (isMessage ? index * MessagesPerLine : 0),
                });
            }
        }

        // ReconnectingWebSocket tells of a close when it was open, and when its very first attempt failed; not of the retries.
        bool toldOfClose = (wasOpen && !line.IsOpen) || (wasConnecting && input.Kind == InputKind.AttemptFailed);
        if (toldOfClose && index == 0 && line.Machine.State != ClientState.Closed)
        {
            _lines = _lines.Add(NewLine());
            Step(now, _lines.Length - 1, ClientInput.Start, effects);
        }
    }

    private void NoteState(List<ClientEffect> effects)
    {
        ClientState state = _lines.Any(line => line.IsOpen) ? ClientState.Open : _lines[0].Machine.State;
        if (state != State)
        {
            State = state;
            effects.Add(new(EffectKind.NoteState, State: state));
        }
    }

    private sealed class Line(ClientMachine machine)
    {
        public ClientMachine Machine => machine;

        /// <summary>The number that the client as a whole gave to the socket of this line.</summary>
        public int Connection { get; set; }

        /// <summary>The number that its own machine gave to it.</summary>
        public int Inner { get; set; }

        public bool IsOpen => machine.State is ClientState.Open or ClientState.Suspect;
    }
}
