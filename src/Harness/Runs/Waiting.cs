using Harness.Timing;

namespace Harness.Runs;

/// <summary>The ways in which a run waits.</summary>
internal static class Waiting
{
    /// <summary>Until an instant of the monotonic clock, µs; one that has passed is not waited for.</summary>
    public static Task UntilAsync(long instant, TimeProvider time, CancellationToken cancellation)
    {
        long wait = instant - MonotonicClock.Now;
        return wait > 0 ? Task.Delay(TimeSpan.FromMicroseconds(wait), time, cancellation) : Task.CompletedTask;
    }

    /// <summary>Waits for <paramref name="time"/>, unless some of the work beside it fails first.</summary>
    public static async Task OrFailure(Task time, params Task[] beside)
    {
        List<Task> running = [time, .. beside];
        while (!time.IsCompleted)
        {
            Task first = await Task.WhenAny(running).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            running.Remove(first);
        }

        await time.ConfigureAwait(false);
    }

    /// <summary>Waits for what was cancelled. What else goes wrong now is a consequence of the failure that is told already.</summary>
    public static async Task SettleAsync(IEnumerable<Task> tasks) =>
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits for something that may have been cancelled meanwhile.</summary>
    public static async Task IgnoreCancellation(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }
    }
}
