using Harness.Faults.Kinds;
using Harness.Scenarios;

namespace Harness.Faults;

/// <summary>Which recipe makes which fault. A new kind adds one line here.</summary>
public static class FaultRecipes
{
    /// <summary>The recipe of a fault.</summary>
    public static IFaultRecipe For(Fault fault) => fault switch
    {
        LatencyFault latency => new ToxicRecipe(latency.Toxics()),
        SilentDropFault => new ToxicRecipe(SilentDropFault.Toxics),
        OneWayDropFault oneWay => new ToxicRecipe(oneWay.Toxics()),
        HalfOpenFault { Gone: GoneSide.Server } => new ServerGoneRecipe(),
        HalfOpenFault => new ClientGoneRecipe(),
        _ => throw new ArgumentException($"no recipe for a fault of kind {fault.Kind}", nameof(fault)),
    };
}
