using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;

namespace Harness.Toxiproxy.Toxics;

/// <summary><c>latency</c>: passes each chunk on <c>latency</c> ± <c>jitter</c> ms after it arrived, in order.</summary>
internal sealed record LatencyToxic : Toxic, IStockToxic, IInterruptedToxic
{
    public TimeSpan Latency { get; init; }

    /// <summary>The delay is drawn evenly from latency − jitter to latency + jitter, once per chunk.</summary>
    public TimeSpan Jitter { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        while (stub.Head is { } chunk)
        {
            stub.Due ??= StopwatchTicks.After(chunk.Arrived, Delay(stub));
            if (!stub.IsDue)
            {
                return;
            }

            stub.Due = null;
            stub.Write(stub.Take()!);
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

    private TimeSpan Delay(ToxicStub stub) =>
        Jitter > TimeSpan.Zero ? Latency + Jitter * (2 * stub.NextFraction() - 1) : Latency;
}
