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

    public StatsAnswer Read() => new(
        Interlocked.Read(ref _socketsOpen),
        Interlocked.Read(ref _socketsOpened),
        Interlocked.Read(ref _socketsOverflowed),
        Interlocked.Read(ref _messagesIn),
        Interlocked.Read(ref _messagesOut),
        Interlocked.Read(ref _requests),
        Interlocked.Read(ref _publications),
        Interlocked.Read(ref _busyAnswers));
}
