namespace Harness.Clients.Sockets;

/// <summary>Owns tasks that nobody else waits for: it counts them, tells of one that failed, and its end waits for all of them.</summary>
internal sealed class TasksUnderWay : IAsyncDisposable
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count = 1;

    /// <summary>Never ends well: faults when a task met an error that is no outcome.</summary>
    public Task Broken => _broken.Task;

    public void Add(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            return;
        }

        Interlocked.Increment(ref _count);
        // The count owns it, and Broken its errors.
        _ = WatchAsync(task);
    }

    public async ValueTask DisposeAsync()
    {
        Ended();
        await _idle.Task.ConfigureAwait(false);
    }

    private async Task WatchAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _broken.TrySetException(e);
        }
        finally
        {
            Ended();
        }
    }

    private void Ended()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _idle.TrySetResult();
        }
    }
}
