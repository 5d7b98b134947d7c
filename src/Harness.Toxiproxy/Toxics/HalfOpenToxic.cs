using Harness.Toxiproxy.Links;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>half_open</c>: the side its direction leads to is closed at once (upstream: the server; downstream: the client), and the other side stays
/// open and silent: it can write, and hears nothing, no end either. Removal leaves such connections as they are; new ones work then.
/// </summary>
internal sealed record HalfOpenToxic : Toxic
{
    /// <summary>How the one side is closed: with FIN or with RST.</summary>
    public Ending End { get; init; }

    /// <summary>Whether connections that were accepted under it are spared, so that it hits those of one instant only.</summary>
    public bool OpenOnly { get; init; }

    internal override void Pipe(ToxicStub stub)
    {
        if (OpenOnly && stub.Fresh)
        {
            Noop.Instance.Pipe(stub);
        }
        else
        {
            stub.CloseHalf(reset: End == Ending.Reset);
        }
    }

    internal override string? Check() => End == Ending.Silent ? "end must be fin or reset" : null;
}
