using System.Text.Json;

namespace Harness.Target.Chat;

/// <summary>
/// Who is in a group, and when its members are to be told. A join or a leave starts a window; at its end everybody in the group gets one list, however many came and went in it.
/// The window grows with the group, because each list costs a message per member and a line per member in each.
/// </summary>
internal sealed class ChatGroup(string name)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PerMember = TimeSpan.FromMilliseconds(0.5);

    private readonly Lock _gate = new();
    private readonly HashSet<ChatMember> _members = [];
    private ChatMember[]? _snapshot;
    private long? _listDue;

    public string Name => name;

    public ChatMember[] Members
    {
        get
        {
            lock (_gate)
            {
                return _snapshot ??= [.. _members];
            }
        }
    }

    /// <summary>How long joins and leaves are gathered in a group of that size before it is told.</summary>
    public static TimeSpan WindowOf(int members) => TimeSpan.FromTicks(Math.Clamp(members * PerMember.Ticks, Shortest.Ticks, Longest.Ticks));

    public void Add(ChatMember member, TimeProvider time)
    {
        lock (_gate)
        {
            _members.Add(member);
            Changed(time);
        }
    }

    /// <param name="tells">Whether the others are told.</param>
    public void Remove(ChatMember member, TimeProvider time, bool tells)
    {
        lock (_gate)
        {
            if (_members.Remove(member))
            {
                _snapshot = null;
                if (tells)
                {
                    Changed(time);
                }
            }
        }
    }

    /// <summary>The list, if it is due; asking takes it.</summary>
    public bool TakeDue(TimeProvider time, out ChatMember[] members)
    {
        lock (_gate)
        {
            if (_listDue is not { } due || due > time.GetTimestamp())
            {
                members = [];
                return false;
            }

            _listDue = null;
            members = _snapshot ??= [.. _members];
            return true;
        }
    }

    /// <summary>The message that lists these members: each user once, in order.</summary>
    public byte[] List(ChatMember[] members) => JsonSerializer.SerializeToUtf8Bytes(
        new ChatListEvent(ChatType.GroupList, null, name, [.. members.Select(member => member.User).Distinct().Order(StringComparer.Ordinal)]), ChatJson.Default.ChatListEvent);

    private void Changed(TimeProvider time)
    {
        _snapshot = null;
        _listDue ??= time.GetTimestamp() + (long)(WindowOf(_members.Count).TotalSeconds * time.TimestampFrequency);
    }
}
