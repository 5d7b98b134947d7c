using Harness.Faults.Kernel;
using Harness.Journal;

namespace Harness.Runs;

/// <summary>Whether the faults can be made as asked, before anything is started; and what a run that was killed has left in the kernel goes.</summary>
internal static class FaultBackendProbe
{
    /// <exception cref="EnvironmentException">Something is missing: what, and what to do.</exception>
    public static async Task CheckAsync(RunOptions options)
    {
        if (options.FaultBackend != FaultBackend.Kernel)
        {
            await RemoveLeftoversAsync().ConfigureAwait(false);
            return;
        }

        if (options.Toxiproxies.FirstOrDefault(api => !api.IsLoopback) is { } elsewhere)
        {
            throw Missing($"the fault proxies have to be on this machine, where packets are dropped, but {elsewhere} is elsewhere: leave --toxiproxy out");
        }

        try
        {
            await PacketFilter.CheckAsync().ConfigureAwait(false);
            await PacketFilter.RemoveLeftoversAsync().ConfigureAwait(false);
        }
        catch (KernelFilterException e)
        {
            throw Missing(e.Message, e);
        }
    }

    /// <summary>A dead run's rules name ports that this run may be given; but who may not filter packets has left none, and can remove none.</summary>
    private static async Task RemoveLeftoversAsync()
    {
        try
        {
            await PacketFilter.RemoveLeftoversAsync().ConfigureAwait(false);
        }
        catch (KernelFilterException)
        {
            // No nft, or no rights: nothing that this run could do.
        }
    }

    private static EnvironmentException Missing(string what, Exception? inner = null) =>
        new($"--fault-backend kernel cannot be used: {what}; or leave --fault-backend out.", inner);
}
