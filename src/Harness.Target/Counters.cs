namespace Harness.Target;

/// <summary>What GET /control/stats tells. Written from any thread.</summary>
internal sealed class Counters
{
    private long _socketsOpen;
    private long _socketsOpened;
    private long _socketsOverflowed;
    private long _messagesIn;
    private long _messagesOut;
    private long _requests;
    private long _publications;
    private long _busyAnswers;
    private long _pushesLost;
    private long _broadcasts;
    private long _idleCloses;
    private long _heartbeatsSent;
    private long _heartbeatDrops;
    private long _offlineVerdicts;
    private long _authRefusals;
    private long _fullRefusals;
    private long _crashes;
    private long _chatMessages;
    private long _chatLists;
    private long _chatRefusals;
    private long _chatExpiries;

    public void SocketOpened()
    {
        Interlocked.Increment(ref _socketsOpen);
        Interlocked.Increment(ref _socketsOpened);
    }

    public void SocketClosed() => Interlocked.Decrement(ref _socketsOpen);

    public void SocketOverflowed() => Interlocked.Increment(ref _socketsOverflowed);

    public void MessageIn() => Interlocked.Increment(ref _messagesIn);

    public void MessageOut() => Interlocked.Increment(ref _messagesOut);

    public void Request() => Interlocked.Increment(ref _requests);

    public void Publication() => Interlocked.Increment(ref _publications);

    public void BusyAnswer() => Interlocked.Increment(ref _busyAnswers);

    public void PushLost() => Interlocked.Increment(ref _pushesLost);

    public void Broadcast() => Interlocked.Increment(ref _broadcasts);

    public void IdleClose() => Interlocked.Increment(ref _idleCloses);

    public void HeartbeatSent() => Interlocked.Increment(ref _heartbeatsSent);

    public void HeartbeatDrop() => Interlocked.Increment(ref _heartbeatDrops);

    public void OfflineVerdict() => Interlocked.Increment(ref _offlineVerdicts);

    public void AuthRefusal() => Interlocked.Increment(ref _authRefusals);

    public void FullRefusal() => Interlocked.Increment(ref _fullRefusals);

    public void Crash() => Interlocked.Increment(ref _crashes);

    public void ChatMessage() => Interlocked.Increment(ref _chatMessages);

    public void ChatList() => Interlocked.Increment(ref _chatLists);

    public void ChatRefusal() => Interlocked.Increment(ref _chatRefusals);

    public void ChatExpiry() => Interlocked.Increment(ref _chatExpiries);

    public StatsAnswer Read() => new(
        Interlocked.Read(ref _socketsOpen),
        Interlocked.Read(ref _socketsOpened),
        Interlocked.Read(ref _socketsOverflowed),
        Interlocked.Read(ref _messagesIn),
        Interlocked.Read(ref _messagesOut),
        Interlocked.Read(ref _requests),
        Interlocked.Read(ref _publications),
        Interlocked.Read(ref _busyAnswers),
        Interlocked.Read(ref _pushesLost),
        Interlocked.Read(ref _broadcasts),
        Interlocked.Read(ref _idleCloses),
        Interlocked.Read(ref _heartbeatsSent),
        Interlocked.Read(ref _heartbeatDrops),
        Interlocked.Read(ref _offlineVerdicts),
        Interlocked.Read(ref _authRefusals),
        Interlocked.Read(ref _fullRefusals),
        Interlocked.Read(ref _crashes),
        Interlocked.Read(ref _chatMessages),
        Interlocked.Read(ref _chatLists),
        Interlocked.Read(ref _chatRefusals),
        Interlocked.Read(ref _chatExpiries),
        Environment.WorkingSet,
        Environment.CpuUsage.TotalTime.TotalSeconds);
}
