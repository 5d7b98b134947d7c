using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary><c>slow_close</c>: passes data at once and the close of the connection <c>delay</c> ms later.</summary>
internal sealed record SlowCloseToxic : Toxic, IStockToxic
{
    public TimeSpan Delay { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        while (stub.Take() is { } chunk)
        {
            stub.Write(chunk);
        }

        if (!stub.InputEnded)
        {
            return;
        }

        if (stub.Due is null)
        {
            stub.WakeAfter(Delay);
        }

        if (stub.IsDue)
        {
            stub.Close();
        }
    }
}
