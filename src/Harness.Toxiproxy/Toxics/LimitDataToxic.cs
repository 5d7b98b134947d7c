using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary><c>limit_data</c>: closes the connection once <c>bytes</c> have passed. With 0 the first byte that arrives closes it, and does not pass.</summary>
internal sealed record LimitDataToxic : Toxic, IStockToxic, IStatefulToxic
{
    public long Bytes { get; init; }

    public object NewState() => new Passed();

    internal override void Pipe(ToxicStub stub)
    {
        var passed = (Passed)stub.State!;
        while (stub.Take() is { } chunk)
        {
            long left = Math.Max(0, Bytes - passed.Bytes);
            if (chunk.Length > left)
            {
                chunk.Truncate((int)left);
            }

            passed.Bytes += chunk.Length;
            if (chunk.Length > 0)
            {
                stub.Write(chunk);
            }
            else
            {
                stub.Drop(chunk);
            }

            if (passed.Bytes >= Bytes)
            {
                stub.Close();
                return;
            }
        }

        if (stub.InputEnded)
        {
            stub.Close();
        }
    }

    private sealed class Passed
    {
        internal long Bytes;
    }
}
