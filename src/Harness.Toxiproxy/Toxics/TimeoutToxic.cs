using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>timeout</c>: swallows all data and closes the connection after <c>timeout</c> ms without a chunk; 0 never closes it.
/// Removal closes the connection, because what was swallowed cannot be given back.
/// </summary>
internal sealed record TimeoutToxic : Toxic, IStockToxic, ICleanupToxic
{
    public TimeSpan Timeout { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        bool arrived = false;
        while (stub.Take() is { } chunk)
        {
            stub.Drop(chunk);
            arrived = true;
        }

        if (stub.InputEnded || (!arrived && stub.IsDue))
        {
            stub.Close();
        }
        else if (Timeout > TimeSpan.Zero && (arrived || stub.Due is null))
        {
            stub.WakeAfter(Timeout);
        }
    }

    public void Cleanup(ToxicStub stub) => stub.Close();
}
