namespace Harness.Toxiproxy.Timing;

/// <summary>Something to be done at an instant; a node of <see cref="DelayQueue"/>, so that waiting allocates nothing.</summary>
internal abstract class Delayed
{
    /// <summary>Where the queue keeps it, -1 while it is not waiting. Owned by the queue.</summary>
    internal int Slot = -1;

    /// <summary>When it is due, in ticks of <see cref="System.Diagnostics.Stopwatch"/>. Owned by the queue.</summary>
    internal long QueuedFor;

    /// <summary>Runs on the queue's thread and must not block. May be late, and may come just after a cancellation.</summary>
    internal abstract void Fire();
}
