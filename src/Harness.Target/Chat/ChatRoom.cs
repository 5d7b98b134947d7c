using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace Harness.Target.Chat;

/// <summary>
/// The room of 003, with groups: who is in it, and what is due in it by the clock. What is said goes through <see cref="ChatPost"/>.
/// <code>
///     socket with a good token ──► Join ──► its groups, its user ──► Welcome ──► … ──► Leave
///                                    └── a window later: GroupList to each member of those groups ──┘
/// </code>
/// </summary>
internal sealed class ChatRoom : IAsyncDisposable
{
    public const int CloseCode = 4401;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] Welcome = JsonSerializer.SerializeToUtf8Bytes(new ChatEvent(ChatType.GroupChat, null, "Welcome"), ChatJson.Default.ChatEvent);

    private readonly ConcurrentDictionary<string, ChatGroup> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<ChatMember>> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ChatMember, bool> _members = new();
    private readonly FlawSwitch _flaws;
    private readonly TimeProvider _time;
    private readonly Counters _counters;
    private readonly ITimer _timer;
    private int _sweeping;
    private int _running;

    public ChatRoom(FlawSwitch flaws, TimeProvider time, Counters counters)
    {
        (_flaws, _time, _counters) = (flaws, time, counters);
        _timer = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IEnumerable<ChatGroup> Groups => _groups.Values;

    /// <summary>What a client whose token is not taken is told before its socket is closed.</summary>
    public static byte[] Error(TokenVerdict why) => JsonSerializer.SerializeToUtf8Bytes(
        new ChatEvent(ChatType.Error, null, why == TokenVerdict.Expired ? "Token Expired" : "Invalid Token"), ChatJson.Default.ChatEvent);

    /// <summary>Lets a socket in: from its welcome on it gets everything that is said in its groups.</summary>
    public ChatMember Join(SocketSession session, ChatClaims claims, IEnumerable<string> groups)
    {
        var member = new ChatMember(session, claims, [.. groups.Select(name => _groups.GetOrAdd(name, key => new ChatGroup(key)))]);
        _members[member] = true;
        _users.AddOrUpdate(member.User, _ => [member], (_, others) => others.Add(member));
        foreach (var group in member.Groups)
        {
            group.Add(member, _time);
        }

        session.Send(Welcome);
        Run();
        return member;
    }

    /// <summary>The socket is gone.</summary>
    public void Leave(ChatMember member)
    {
        foreach (var group in member.Groups)
        {
            group.Remove(member, _time, tells: !_flaws.IsOn(TargetFlaws.HidesLeavers));
        }

        _users.AddOrUpdate(member.User, _ => [], (_, others) => others.Length == 1 ? [] : others.Remove(member));
        _users.TryRemove(new KeyValuePair<string, ImmutableArray<ChatMember>>(member.User, []));
        _members.TryRemove(member, out _);
    }

    /// <summary>The sockets of a user.</summary>
    public ImmutableArray<ChatMember> Of(string user) => _users.GetValueOrDefault(user, []);

    /// <summary>A member of none of these groups and of another user; null if there is none. For the flaw that delivers to the wrong one.</summary>
    public ChatMember? Stranger(ChatGroup? group, string user) =>
        _members.Keys.FirstOrDefault(member => member.User != user && (group is null || !member.Groups.Contains(group)));

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    /// <summary>Tells the groups whose window is over, and ends the sockets whose token is.</summary>
    private void Sweep()
    {
        // The timer does not wait for a sweep that takes longer than its period.
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }

        var stops = _members.IsEmpty;
        if (stops)
        {
            Volatile.Write(ref _running, 0);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        foreach (var group in _groups.Values)
        {
            if (group.TakeDue(_time, out var members) && members.Length > 0)
            {
                var list = group.List(members);
                foreach (var member in members)
                {
                    member.Session.Send(list);
                    _counters.ChatList();
                }
            }
        }

        if (!_flaws.IsOn(TargetFlaws.AcceptsExpiredTokens))
        {
            ExpireTokens();
        }

        Volatile.Write(ref _sweeping, 0);
        if (stops && !_members.IsEmpty)
        {
            // Somebody came while it was being stopped.
            Volatile.Write(ref _running, 1);
            _timer.Change(Period, Period);
        }
    }

    /// <summary>Sees that there are sweeps. Each start puts the next one off by a period, so where many come at once only the first may make one.</summary>
    private void Run()
    {
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            _timer.Change(Period, Period);
        }
    }

    private void ExpireTokens()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        foreach (var (member, _) in _members)
        {
            if (member.Claims.Exp <= now && !member.Session.Muted && member.Expire())
            {
                member.Session.Send(Error(TokenVerdict.Expired));
                member.Session.Close(CloseCode, "token expired");
                _counters.ChatExpiry();
            }
        }
    }
}
