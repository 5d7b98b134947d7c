using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Clients;

/// <summary>
/// What holds for every client at every moment (behaviours.md), checked on the stream of inputs and effects from outside: it keeps a socket
/// of its own and does to it what the machine asks for.
/// </summary>
internal sealed class EffectRules(int topics)
{
    private readonly bool[] _fetching = new bool[topics];
    private bool _polling;
    private bool _started;
    private bool _ended;
    private bool _waits;
    private bool _closing;
    private bool _asking;
    private int _checks;
    private int _asked;
    private int _sent;

    public enum SocketState
    {
        None,
        Attempting,
        Open,
    }

    public SocketState Socket { get; private set; }

    /// <summary>Number of the last check for a network.</summary>
    public int Checks => _checks;

    public int Connection { get; private set; }

    /// <summary>Checks one step; throws at the first rule that it breaks.</summary>
    public void Check(in ClientInput input, IReadOnlyList<ClientEffect> effects, ClientMachine machine)
    {
        Rule.Holds(!_ended || effects.Count == 0, $"{input.Kind} on a client that has ended caused {string.Join(", ", effects)}");
        bool stale = Take(input);
        Rule.Holds(!stale || effects.Count == 0, $"{input} is of an old connection, but caused {string.Join(", ", effects)}");
        foreach (ClientEffect effect in effects)
        {
            Do(input, effect);
        }

        if (_ended)
        {
            Rule.Equal(long.MaxValue, machine.NextDue);
            return;
        }

        Rule.Equal(Socket == SocketState.Open, machine.State is ClientState.Open or ClientState.Suspect);
        Rule.Holds(Socket != SocketState.Open || _sent == _asked, $"{_asked} messages asked for, {_sent} sent, on an open socket");
        bool polls = machine.State == ClientState.Polling && (_polling || topics == 0);
        Rule.Holds(!_started || Socket == SocketState.Open || _waits || polls || machine.NextDue < long.MaxValue, "a lost client waits for nothing: it never comes back");
    }

    /// <summary>What the input did to the world, before the machine answered.</summary>
    /// <returns>Whether it came too late to mean anything.</returns>
    private bool Take(in ClientInput input)
    {
        bool current = input.Connection == Connection;
        switch (input.Kind)
        {
            case InputKind.Start:
                _started = true;
                return false;
            case InputKind.Opened when current && Socket == SocketState.Attempting:
                Socket = SocketState.Open;
                return false;
            case InputKind.AttemptFailed when current && Socket == SocketState.Attempting:
            case InputKind.Closed when current && (Socket == SocketState.Open || _closing):
                Socket = SocketState.None;
                _closing = false;
                return false;
            case InputKind.AuthenticationRefused:
                return false;
            case InputKind.Message or InputKind.Reply or InputKind.ServerHeartbeat or InputKind.Announced or InputKind.Push or InputKind.Changed or InputKind.PushedData when current && Socket == SocketState.Open:
                return false;
            case InputKind.Opened or InputKind.AttemptFailed or InputKind.Closed or InputKind.Message or InputKind.Reply or InputKind.ServerHeartbeat or InputKind.Announced or InputKind.Push or InputKind.Changed or InputKind.PushedData:
                return true;
            case InputKind.FetchAnswered or InputKind.FetchFailed when IsPoll(input.Reason):
                _polling = false;
                return false;
            case InputKind.FetchAnswered or InputKind.FetchFailed:
                _fetching[input.Topic] = false;
                return false;
            default:
                return false;
        }
    }

    private void Do(in ClientInput cause, in ClientEffect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Connect:
                Rule.Holds(Socket == SocketState.None, $"{cause.Kind} connects while {Socket}");
                Rule.Equal(Connection + 1, effect.Connection);
                Rule.Holds(!_asking, "connects while it asks whether there is a network");
                Rule.Holds(!_closing, "connects while the dead socket is being closed");
                Connection++;
                _waits = false;
                Socket = SocketState.Attempting;
                break;
            case EffectKind.Abort or EffectKind.Close:
                Rule.Equal(Connection, effect.Connection);
                Rule.Holds(Socket != SocketState.None || (_closing && effect.Kind == EffectKind.Abort), $"{cause.Kind} ends a socket that is not there");
                Socket = SocketState.None;

                // A client that is no user's wish closes politely only what it has declared dead; then it waits for the close frame.
                _closing = effect.Kind == EffectKind.Close && cause.Kind != InputKind.CloseByUser;
                break;
            case EffectKind.CheckOnline:
                Rule.Holds(Socket == SocketState.None, $"asks whether there is a network while {Socket}");
                Rule.Holds(!_asking, "two checks at a time");
                Rule.Equal(++_checks, effect.Number);
                _asking = true;
                _waits = false;
                break;
            case EffectKind.NoteOnline:
                Rule.Equal(_checks, effect.Number);
                Rule.Holds(_asking, "an answer that nobody asked for");
                _asking = false;
                break;
            case EffectKind.NoteGaveUp or EffectKind.NoteWaitsForSend:
                Rule.Holds(Socket == SocketState.None, $"{effect.Kind} while {Socket}");
                _waits = true;
                break;
            case EffectKind.SendHeartbeat or EffectKind.NoteDeclaredDead or EffectKind.NoteMissed:
                Rule.Holds(Socket == SocketState.Open, $"{effect.Kind} while {Socket}");
                Rule.Equal(Connection, effect.Connection);
                break;
            case EffectKind.NoteSendAsked:
                Rule.Equal(++_asked, effect.Number);
                Rule.Equal(Socket == SocketState.Open, effect.Flag);
                break;
            case EffectKind.Send:
                Rule.Holds(Socket == SocketState.Open, $"a message is sent while {Socket}");
                Rule.Equal(++_sent, effect.Number);
                break;
            case EffectKind.Fetch when IsPoll(effect.Reason):
                Rule.Holds(!_polling, "two polls in flight");
                _polling = true;
                break;
            case EffectKind.Fetch:
                Rule.Holds(!_fetching[effect.Number], $"two fetches of topic {effect.Number} in flight");
                _fetching[effect.Number] = true;
                break;
            case EffectKind.NoteHeld:
                Assert.Equal((InputKind.PushedData, cause.Topic, cause.Version), (cause.Kind, effect.Number, effect.At));
                break;
            case EffectKind.NoteAttemptTimeout:
                Assert.Equal(SocketState.Attempting, Socket);
                break;
            case EffectKind.NoteState:
                _ended |= effect.State == ClientState.Closed;
                break;
            case EffectKind.NoteClosedByUser:
                Assert.Equal(InputKind.CloseByUser, cause.Kind);
                break;
            default:
                Assert.Fail($"{effect.Kind} has no rule");
                break;
        }
    }

    private static bool IsPoll(FetchReason reason) => reason is FetchReason.PollLoss or FetchReason.PollSilence or FetchReason.PollTransport;
}
