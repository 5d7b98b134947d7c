using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients;

/// <content>A member of the chat room: its token goes into each handshake, and what it has to say goes through the machine's queue like every message of the session.</content>
public sealed partial class ClientSession
{
    /// <summary>What its next handshake adds to the query; null: nothing.</summary>
    internal string? MoreQuery => _chat?.Query(MonotonicClock.Now);

    private long NextDue => Math.Min(_machine.NextDue, _left || _machine.State == ClientState.Closed ? long.MaxValue : _chat?.NextDue ?? long.MaxValue);

    private void TakeDue(long now)
    {
        if (_machine.NextDue <= now)
        {
            Take(ClientInput.TimerDue);
        }

        while (!_left && _chat?.TakeDue(now) == true)
        {
            Take(ClientInput.Send);
        }
    }

    /// <summary>The machine has given a number to what it was just asked to send: from then on that is the message's.</summary>
    private void NoteChat(long now, in ClientInput input, in ClientEffect effect)
    {
        if (input.Kind == InputKind.Send && effect.Kind == EffectKind.NoteSendAsked)
        {
            _chat?.Asked(now, effect.Number, effect.Flag);
        }
    }
}
