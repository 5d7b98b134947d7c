using Harness.Faults.Kinds;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Simulation.Virtual;

/// <summary>What a fault does to the virtual network while it is on.</summary>
/// <param name="LosesUp">What the client sends is lost.</param>
/// <param name="LosesDown">What the server sends is lost.</param>
/// <param name="Latency">Each direction is later by so many µs.</param>
/// <param name="Jitter">Each message's own deviation from it, µs.</param>
/// <param name="CutsAtNextByte">The connection that is open loses its server at the client's next byte, and nobody tells the client.</param>
internal sealed record FaultEffect(bool LosesUp = false, bool LosesDown = false, long Latency = 0, long Jitter = 0, bool CutsAtNextByte = false)
{
    /// <summary>
    /// Whether its removal ends what it held: a stock <c>timeout</c> sends FIN to every connection that was there, and to every attempt that hung.
    /// </summary>
    public bool EndsWhatItHeld => LosesUp || LosesDown;

    /// <summary>The effect of a fault; null: its kind is not one that the simulator plays.</summary>
    public static FaultEffect? Of(Fault fault) => fault switch
    {
        SilentDropFault => new FaultEffect(LosesUp: true, LosesDown: true),
        OneWayDropFault { Direction: LostDirection.Upstream } => new FaultEffect(LosesUp: true),
        OneWayDropFault => new FaultEffect(LosesDown: true),
        LatencyFault latency => new FaultEffect(Latency: latency.Latency.Microseconds(), Jitter: latency.Jitter.Microseconds()),
        HalfOpenFault { Gone: GoneSide.Server } => new FaultEffect(CutsAtNextByte: true),
        _ => null,
    };
}
