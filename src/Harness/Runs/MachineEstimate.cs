namespace Harness.Runs;

/// <summary>What a machine can hold, as arithmetic over measured costs; rough on purpose, and on the safe side.</summary>
public static class MachineEstimate
{
    /// <summary>
    /// CPU seconds per heartbeat round trip over worker, proxy and embedded target together. Runs of the standard profile take 230 to 300 µs, with
    /// start-up, pushes and fetches in it (benchmarks/verdict-stability.md).
    /// </summary>
    public const double CpuPerHeartbeat = 200e-6;

    /// <summary>Resident bytes per client over worker, proxy and embedded target together, at their peak; half of it is the target's. 30,000 clients take 62 KB each.</summary>
    public const long BytesPerClient = 64 * 1024;

    /// <summary>Heartbeats per second that leave a third of the processors free for everything else.</summary>
    public static double HeartbeatsPerSecond(Machine machine) => machine.Cores * 0.67 / CpuPerHeartbeat;

    /// <summary>Clients with all roles on the machine: the least of what descriptors, ports and memory allow.</summary>
    /// <param name="cohorts">K: each cohort has a proxy, and so a destination, of its own.</param>
    public static int MostClients(Machine machine, int cohorts)
    {
        long byDescriptors = RolePlanner.MostClients(cohorts, machine.DescriptorLimit);
        // The proxies' connections to a node all have one destination; on Linux they come from as many addresses as it takes.
        long byPorts = OperatingSystem.IsLinux() ? long.MaxValue : machine.Ports - 1000;
        long byMemory = machine.MemoryBytes / 2 / BytesPerClient;
        return (int)Math.Max(0, Math.Min(byDescriptors, Math.Min(byPorts, byMemory)));
    }
}
