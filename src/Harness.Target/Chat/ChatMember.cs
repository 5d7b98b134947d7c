using System.Collections.Immutable;

namespace Harness.Target.Chat;

/// <summary>One socket in the room. A user may have several.</summary>
/// <param name="Session">Its socket.</param>
/// <param name="Claims">What its token said.</param>
/// <param name="Groups">What it has joined.</param>
internal sealed record ChatMember(SocketSession Session, ChatClaims Claims, ImmutableArray<ChatGroup> Groups)
{
    private int _expired;

    public string User => Claims.Sub;

    /// <summary>True the first time.</summary>
    public bool Expire() => Interlocked.Exchange(ref _expired, 1) == 0;

    // One socket is one member, whatever its token says.
    public bool Equals(ChatMember? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
