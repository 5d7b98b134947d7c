using Harness.Faults;
using Harness.Faults.Kernel;
using Harness.Journal;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>What breaks when: each fault of a scenario is begun and ended at its time, whatever the others do.</summary>
/// <param name="proxies">Where network faults are made.</param>
/// <param name="clients">Who is armed, leaves or is suspended.</param>
/// <param name="orders">What the target can be ordered to; null where it has no control API.</param>
/// <param name="record">Takes the facts.</param>
internal sealed class FaultTimeline(
    Scenario scenario, RunPlan plan, CohortProxies proxies, IFaultClients clients, IFaultTarget? orders, Action<Fact> record, ProgressReporter progress, TimeProvider time)
{
    /// <summary>Starts all of them; each is watched on its own.</summary>
    /// <param name="filter">The run's packet filter, where faults are to be made by it.</param>
    /// <param name="stock">Whether a fault proxy of the run has the toxics of a stock Toxiproxy only.</param>
    /// <param name="begin">When the load begins, µs.</param>
    public IEnumerable<Task> Run(PacketFilter? filter, bool stock, long begin, CancellationToken cancellation)
    {
        for (int i = 0; i < scenario.Faults.Length; i++)
        {
            IFaultRecipe recipe = FaultRecipes.For(scenario.Faults[i], filter, stock);
            record(Facts.FaultPlanned(begin, i, recipe.Backend));
            var hit = plan.FaultCohorts[i];
            var scene = new FaultScene(scenario.Faults[i], i, hit, proxies, clients, record)
            {
                HitClients = [.. Enumerable.Range(0, plan.Sessions.Length).Where(client => hit.Contains(scenario.CohortOf(client)))],
                Orders = orders,
            };
            yield return PlayAsync(recipe, scene, begin, cancellation);
        }
    }

    private async Task PlayAsync(IFaultRecipe recipe, FaultScene scene, long begin, CancellationToken cancellation)
    {
        await Waiting.UntilAsync(begin + scene.Fault.At.Microseconds(), time, cancellation).ConfigureAwait(false);
        progress.FaultOn(scene.Index, scene.Fault);
        await recipe.BeginAsync(scene, cancellation).ConfigureAwait(false);
        if (scene.Fault.For is { } length)
        {
            await Waiting.UntilAsync(begin + (scene.Fault.At + length).Microseconds(), time, cancellation).ConfigureAwait(false);
            await recipe.EndAsync(scene, cancellation).ConfigureAwait(false);
            progress.FaultOff(scene.Index);
        }
    }
}
