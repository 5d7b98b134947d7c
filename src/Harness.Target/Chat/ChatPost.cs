using System.Text.Json;
using System.Threading.Channels;

namespace Harness.Target.Chat;

/// <summary>
/// What is said in the room, delivered by a loop of its own: in the order in which it came, and no receive loop is held up by a large group. The flaws of
/// delivery are here.
/// </summary>
internal sealed class ChatPost(ChatRoom room, FlawSwitch flaws, Later later, Counters counters)
{
    /// <summary>Of the messages to each member, the share that the flaw loses.</summary>
    private const double LostShare = 0.1;

    private readonly Channel<Letter> _letters = Channel.CreateUnbounded<Letter>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<(string From, string Where), Letter> _held = [];

    /// <summary>To everybody in a group but the socket that says it.</summary>
    public void Say(ChatMember from, ChatGroup group, long? id, string data) => Post(new Letter(from, group, null, id, data));

    /// <summary>To every socket of one user. Where there is none, it is forgotten, as 003 does.</summary>
    public void Tell(ChatMember from, string to, long? id, string data) => Post(new Letter(from, null, to, id, data));

    /// <summary>Delivers until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var letter in _letters.Reader.ReadAllAsync(stop))
            {
                Order(letter);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped, as asked.
        }
    }

    private void Post(Letter letter)
    {
        counters.ChatMessage();
        _letters.Writer.TryWrite(letter);
    }

    /// <summary>Neighbours of one sender in one place change places where the flaw says so; the last one waits for the delay. Runs on the loop alone.</summary>
    private void Order(Letter letter)
    {
        var place = (letter.From.User, letter.Group?.Name ?? letter.To!);
        if (letter.Released)
        {
            if (_held.TryGetValue(place, out var waiting) && waiting == letter with { Released = false })
            {
                _held.Remove(place);
                Deliver(letter);
            }
        }
        else if (_held.Remove(place, out var held))
        {
            Deliver(letter);
            Deliver(held);
        }
        else if (flaws.Delay(TargetFlaws.ReordersChat, letter.From.User) is { } delay)
        {
            _held[place] = letter;
            later.After(delay, () => _letters.Writer.TryWrite(letter with { Released = true }));
        }
        else
        {
            Deliver(letter);
        }
    }

    private void Deliver(Letter letter)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(letter.Group is { } group
            ? new ChatEvent(ChatType.GroupChat, letter.From.User, letter.Data, letter.From.Claims.Name, group.Name, Id: letter.Id)
            : new ChatEvent(ChatType.SingleChat, letter.From.User, letter.Data, letter.From.Claims.Name, To: letter.To, Id: letter.Id), ChatJson.Default.ChatEvent);
        if (letter.Group is { } place)
        {
            foreach (var member in place.Members)
            {
                if (member != letter.From && !Loses(letter, member))
                {
                    Send(member, message);
                }
            }
        }
        else
        {
            foreach (var member in room.Of(letter.To!))
            {
                Send(member, message);
            }
        }

        if (flaws.IsOn(TargetFlaws.MisdeliversChat) && room.Stranger(letter.Group, letter.To ?? letter.From.User) is { } stranger)
        {
            stranger.Session.Send(message);
        }
    }

    private bool Loses(Letter letter, ChatMember member) =>
        flaws.IsOn(TargetFlaws.LosesChat, member.User) && Draw.Of(0, member.User, letter.From.User, letter.Id ?? 0) < LostShare;

    private void Send(ChatMember member, byte[] message)
    {
        member.Session.Send(message);
        if (flaws.IsOn(TargetFlaws.DuplicatesChat, member.User))
        {
            member.Session.Send(message);
        }
    }

    /// <param name="Group">Where it is said; null: to one user.</param>
    /// <param name="Released">Nobody came to overtake it.</param>
    private sealed record Letter(ChatMember From, ChatGroup? Group, string? To, long? Id, string Data, bool Released = false);
}
