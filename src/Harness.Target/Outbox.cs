using System.Net.WebSockets;

namespace Harness.Target;

/// <summary>
/// What goes out on one socket, in order. Whoever sends while nothing is under way writes to the socket on its own thread; what comes meanwhile waits.
/// An idle socket has neither queue nor task here.
/// </summary>
/// <param name="write">Writes one message; its failure ends the box.</param>
/// <param name="capacity">How many may wait.</param>
/// <param name="failed">Called once when a write failed.</param>
internal sealed class Outbox(Func<byte[], ValueTask> write, int capacity, Action failed)
{
    private readonly Lock _gate = new();
    private Queue<byte[]>? _waiting;
    private TaskCompletionSource? _idle;
    private Exception? _unexpected;

    /// <summary>The write that did not complete at once. Its end, and what went wrong, are told by <see cref="EndAsync"/>.</summary>
    private Task _finishing = Task.CompletedTask;

    private bool _writing = true;
    private bool _ended;

    /// <summary>The socket is open: what was queued before goes out, and what comes now is written at once.</summary>
    public void Start()
    {
        if (Next() is { } message)
        {
            Write(message);
        }
    }

    /// <summary>Queues a message, or drops it if the box has ended.</summary>
    /// <returns>False if too many wait.</returns>
    public bool TrySend(byte[] message)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return true;
            }

            if (_writing)
            {
                _waiting ??= [];
                if (_waiting.Count >= capacity)
                {
                    return false;
                }

                _waiting.Enqueue(message);
                return true;
            }

            _writing = true;
        }

        Write(message);
        return true;
    }

    /// <summary>Nothing more is taken. Completes when what was queued is written.</summary>
    /// <exception cref="Exception">What a write failed of, where it is not one of the ways in which a peer goes.</exception>
    public async Task EndAsync()
    {
        Task idle;
        lock (_gate)
        {
            _ended = true;
            if (_writing)
            {
                _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            idle = _idle?.Task ?? (_unexpected is { } e ? Task.FromException(e) : Task.CompletedTask);
        }

        await idle;
        await _finishing;
    }

    /// <summary>Nothing more is taken, and what waits is forgotten.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _waiting = null;
        }
    }

    private void Write(byte[] first)
    {
        for (var message = first; message is not null; message = Next())
        {
            ValueTask written;
            try
            {
                written = write(message);
                if (written.IsCompletedSuccessfully)
                {
                    continue;
                }
            }
            catch (Exception e)
            {
                Fail(e);
                return;
            }

            _finishing = FinishAsync(written);
            return;
        }
    }

    private async Task FinishAsync(ValueTask written)
    {
        try
        {
            await written;
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }

        if (Next() is { } message)
        {
            Write(message);
        }
    }

    private byte[]? Next()
    {
        lock (_gate)
        {
            if (_waiting is not null && _waiting.TryDequeue(out var message))
            {
                return message;
            }

            // A socket that is idle again keeps no queue.
            (_writing, _waiting) = (false, null);
            Settle();
            return null;
        }
    }

    private void Fail(Exception e)
    {
        lock (_gate)
        {
            (_ended, _writing, _waiting, _unexpected) = (true, false, null, SocketSession.IsGone(e) ? null : e);
            Settle();
        }

        failed();
    }

    private void Settle()
    {
        if (_unexpected is { } e)
        {
            _idle?.TrySetException(e);
        }
        else
        {
            _idle?.TrySetResult();
        }
    }
}
