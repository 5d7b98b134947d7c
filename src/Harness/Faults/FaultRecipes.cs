using Harness.Faults.Kernel;
using Harness.Faults.Kinds;
using Harness.Scenarios;

namespace Harness.Faults;

/// <summary>Which recipe makes which fault. A new kind adds one line here.</summary>
public static class FaultRecipes
{
    /// <summary>The recipe of a fault.</summary>
    /// <param name="filter">The run's packet filter, where faults are to be made by it; what it cannot make is made of toxics all the same.</param>
    public static IFaultRecipe For(Fault fault, PacketFilter? filter = null) => (fault, filter) switch
    {
        (LatencyFault latency, _) => new ToxicRecipe(latency.Toxics()),
        (SilentDropFault, null) => new ToxicRecipe(SilentDropFault.Toxics),
        (SilentDropFault, _) => new PacketDropRecipe(filter, LostPackets.Both),
        (OneWayDropFault oneWay, null) => new ToxicRecipe(oneWay.Toxics()),
        (OneWayDropFault oneWay, _) => new PacketDropRecipe(filter, oneWay.Direction == LostDirection.Upstream ? LostPackets.ToProxy : LostPackets.FromProxy),
        (HalfOpenFault { Gone: GoneSide.Server }, null) => new ServerGoneRecipe(),
        (HalfOpenFault { Gone: GoneSide.Server }, _) => new ServerGonePacketsRecipe(filter),
        (HalfOpenFault, _) => new ClientGoneRecipe(),
        _ => throw new ArgumentException($"no recipe for a fault of kind {fault.Kind}", nameof(fault)),
    };
}
