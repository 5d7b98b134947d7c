using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>packet_loss</c>: drops a share of the chunks. No TCP repeats them: the stream has holes then, and its framing is broken.
/// As on the stock server, values outside 0 to 1 count as the nearest of the two.
/// </summary>
internal sealed record PacketLossToxic : Toxic, IStockToxic, IStatefulToxic
{
    /// <summary>How likely a chunk is lost, 0 to 1.</summary>
    public double LossRate { get; init; }

    /// <summary>How much likelier it is right after a lost one, 0 to 1.</summary>
    public double Correlation { get; init; }

    public object NewState() => new Previous();

    internal override void Pipe(ToxicStub stub)
    {
        var previous = (Previous)stub.State!;
        while (stub.Take() is { } chunk)
        {
            double likelihood = Math.Clamp(LossRate, 0, 1) + (previous.Lost ? Math.Clamp(Correlation, 0, 1) : 0);
            previous.Lost = stub.NextFraction() < likelihood;
            if (previous.Lost)
            {
                stub.Drop(chunk);
            }
            else
            {
                stub.Write(chunk);
            }
        }

        if (stub.InputEnded)
        {
            stub.Close();
        }
    }

    private sealed class Previous
    {
        internal bool Lost;
    }
}
