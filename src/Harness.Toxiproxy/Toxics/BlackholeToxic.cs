using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>blackhole</c>: nothing passes in its direction, not even the end of the connection. Unlike <c>timeout</c>, removing it closes nothing:
/// a direction that has swallowed a byte stays silent until the connection ends, because a stream with a hole is what no network
/// delivers; one that has lost nothing flows again.
/// </summary>
internal sealed record BlackholeToxic : Toxic, IStatefulToxic, ICleanupToxic
{
    public object NewState() => new Loss();

    internal override void Pipe(ToxicStub stub)
    {
        while (stub.Take() is { } chunk)
        {
            stub.Drop(chunk);
            ((Loss)stub.State!).Any = true;
        }

        stub.HidesEnd = stub.InputEnded;
    }

    public void Cleanup(ToxicStub stub)
    {
        if (((Loss)stub.State!).Any)
        {
            stub.Sever();
        }
    }

    private sealed class Loss
    {
        internal bool Any;
    }
}
