using Harness.Faults.Kernel;
using Harness.Faults.Kinds;
using Harness.Scenarios;

namespace Harness.Faults;

/// <summary>Which recipe makes which fault. A new kind adds one line here.</summary>
public static class FaultRecipes
{
    /// <summary>The recipe of a fault.</summary>
    /// <param name="filter">The run's packet filter, where faults are to be made by it; what it cannot make is made of toxics all the same.</param>
    /// <param name="stock">Whether a fault proxy of the run has the toxics of a stock Toxiproxy only.</param>
    public static IFaultRecipe For(Fault fault, PacketFilter? filter = null, bool stock = false) => (fault, filter) switch
    {
        (LatencyFault latency, _) => new ToxicRecipe(latency.Toxics()),
        (SilentDropFault, null) => new ToxicRecipe(SilentDropFault.Toxics),
        (SilentDropFault, _) => new PacketDropRecipe(filter, LostPackets.Both),
        (OneWayDropFault oneWay, null) => new ToxicRecipe(oneWay.Toxics()),
        (OneWayDropFault oneWay, _) => new PacketDropRecipe(filter, oneWay.Direction == LostDirection.Upstream ? LostPackets.ToProxy : LostPackets.FromProxy),
        (HalfOpenFault { Gone: GoneSide.Server }, null) => stock ? new StockServerGoneRecipe() : new ServerGoneRecipe(),
        (HalfOpenFault { Gone: GoneSide.Server }, _) => new ServerGonePacketsRecipe(filter),
        (HalfOpenFault, _) => new ClientGoneRecipe(),
        (PartitionFault, null) => new ToxicRecipe(PartitionFault.Toxics),
        (PartitionFault, _) => new PacketDropRecipe(filter, LostPackets.Both),
        (FlappingFault flapping, _) => new ToxicRecipe(flapping.Toxics()),
        (ResetFault, _) => new ResetRecipe(),
        (RefuseFault, _) => new ToxicRecipe(RefuseFault.Toxics),
        (IdleCutoffFault cutoff, _) => new ToxicRecipe(cutoff.Toxics()),
        (BandwidthFault bandwidth, _) => new ToxicRecipe(bandwidth.Toxics()),
        (SlicingFault slicing, _) => new ToxicRecipe(slicing.Toxics()),
        (DataLimitFault limit, _) => new ToxicRecipe(limit.Toxics()),
        (SlowCloseFault slow, _) => new ToxicRecipe(slow.Toxics()),
        (ZombieFault, _) => new TargetRecipe((scene, cancellation) => scene.Target.MuteAsync(scene.HitClients, cancellation)),
        (LostPushesFault lost, _) => new TargetRecipe(
            (scene, cancellation) => scene.Target.LosePushesAsync(lost.Loss, scene.HitClients, cancellation),
            (scene, cancellation) => scene.Target.LosePushesAsync(0, [], cancellation)),
        (BusyFault busy, _) => new TargetRecipe(
            (scene, cancellation) => scene.Target.SetBusyAsync(
                busy.Of == BusyPart.Requests ? 0 : busy.Likelihood, busy.Of == BusyPart.Handshakes ? 0 : busy.Likelihood, cancellation),
            (scene, cancellation) => scene.Target.SetBusyAsync(0, 0, cancellation)),
        (NodeCrashFault crash, _) => new NodeCrashRecipe(crash.Node),
        (RestartFault, _) => TargetRecipe.Crash,
        (AuthRefusedFault refused, _) => new TargetRecipe(
            (scene, cancellation) => scene.Target.RefuseAsync(refused.Form == RefusalForm.Message, scene.HitClients, cancellation)),
        (SuspendFault, _) => new SuspendRecipe(),
        _ => throw new ArgumentException($"no recipe for a fault of kind {fault.Kind}", nameof(fault)),
    };
}
