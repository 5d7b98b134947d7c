using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>bandwidth</c>: passes <c>rate</c> KB/s (a KB is 1000 bytes). Each chunk takes its length ÷ rate and passes at the end of that time; a
/// chunk that takes longer than 100 ms passes in parts, one each 100 ms. With 0 nothing passes, and what is held comes with the removal.
/// </summary>
internal sealed record BandwidthToxic : Toxic, IStockToxic, IInterruptedToxic, IBoundedToxic
{
    private const int SliceMilliseconds = 100;

    /// <summary>As much as the stock server has read ahead at the most: a chunk that passes and one that waits.</summary>
    public int MostHeld => 64 * 1024;

    /// <summary>In KB/s, which are bytes per millisecond. Below 0 it counts as 0: the stock server does not survive that.</summary>
    public long Rate { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        // When the line is free again: as of the intended time, so that late wake-ups do not lower the rate.
        long free = 0;
        while (stub.Head is { } chunk)
        {
            if (Rate <= 0)
            {
                return;
            }

            int slice = (int)Math.Min(chunk.Length, Math.Min(Rate, int.MaxValue / SliceMilliseconds) * SliceMilliseconds);
            stub.Due ??= StopwatchTicks.After(Math.Max(free, chunk.Arrived), TimeSpan.FromMilliseconds((double)slice / Rate));
            if (!stub.IsDue)
            {
                return;
            }

            free = stub.Due.Value;
            stub.Due = null;
            if (slice < chunk.Length)
            {
                stub.WritePart(slice);
            }
            else
            {
                stub.Write(stub.Take()!);
            }
        }

        if (stub.InputEnded)
        {
            stub.Close();
        }
    }

    /// <summary>The chunk that waits passes at once; those behind it belong to what comes after.</summary>
    public void Interrupt(ToxicStub stub)
    {
        if (stub.Take() is { } chunk)
        {
            stub.Write(chunk);
        }
    }
}
