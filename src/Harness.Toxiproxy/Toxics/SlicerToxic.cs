using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>slicer</c>: cuts chunks into pieces of about <c>average_size</c> bytes, with <c>delay</c> µs after each. A chunk is halved, and its halves again,
/// until a piece exceeds the average by no more than the variation; each cut is up to the variation off the middle.
/// </summary>
internal sealed record SlicerToxic : Toxic, IStockToxic, IStatefulToxic, IInterruptedToxic
{
    /// <summary>
    /// Pieces of one turn. A chunk of 100,000 single bytes is 100,000 sends, and with the lock held through them no change of the API gets in.
    /// </summary>
    internal const int PiecesPerTurn = 64;

    private const long MostMicroseconds = 1_000_000_000_000_000;

    /// <summary>In bytes. With 0 or less nothing is cut: the stock server does not survive that.</summary>
    public long AverageSize { get; init; }

    /// <summary>In bytes, to be less than the average.</summary>
    public long SizeVariation { get; init; }

    /// <summary>In microseconds, at most 10¹⁵.</summary>
    public long Delay { get; init; }

    internal override string? Check() =>
        Delay > MostMicroseconds ? $"delay must be at most {MostMicroseconds}, but is {Delay}" : null;

    /// <summary>How the chunk at the head is cut: the lengths of what is left of it, the next piece on top. Empty before its first piece.</summary>
    public object NewState() => new Stack<int>();

    internal override void Pipe(ToxicStub stub)
    {
        var pieces = (Stack<int>)stub.State!;

        // The time between pieces counts from the intended one, so that late wake-ups do not add up.
        for (int cut = 0; stub.Due is null || stub.IsDue; cut++)
        {
            if (cut == PiecesPerTurn)
            {
                stub.Yield();
                return;
            }

            long free = stub.Due ?? 0;
            stub.Due = null;
            if (stub.Head is not { } chunk)
            {
                if (stub.InputEnded)
                {
                    stub.Close();
                }

                return;
            }

            if (pieces.Count == 0)
            {
                pieces.Push(chunk.Length);
            }

            long from = Math.Max(free, chunk.Arrived);
            int piece = NextPiece(stub, pieces);
            if (pieces.Count > 0)
            {
                stub.WritePart(piece);
            }
            else
            {
                stub.Write(stub.Take()!);
            }

            if (Delay > 0)
            {
                stub.Due = StopwatchTicks.After(from, TimeSpan.FromMicroseconds(Delay));
            }
        }
    }

    /// <summary>The rest of a chunk that is cut passes at once; those behind it belong to what comes after.</summary>
    public void Interrupt(ToxicStub stub)
    {
        var pieces = (Stack<int>)stub.State!;
        if (pieces.Count > 0)
        {
            pieces.Clear();
            stub.Write(stub.Take()!);
        }
    }

    // Halves what is on top until it is small enough, leaves the other halves on the stack and takes it off.
    private int NextPiece(ToxicStub stub, Stack<int> pieces)
    {
        int length = pieces.Pop();
        long average = Math.Min(AverageSize, int.MaxValue);
        long variation = Math.Clamp(SizeVariation, 0, int.MaxValue);
        while (average > 0 && length > average + variation)
        {
            double offset = variation > 0 ? Math.Floor(stub.NextFraction() * 2 * variation) - variation : 0;
            int left = (int)Math.Clamp(length / 2 + offset, 1, length - 1);
            pieces.Push(length - left);
            length = left;
        }

        return length;
    }
}
