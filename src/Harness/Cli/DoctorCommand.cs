using System.CommandLine;
using Harness.Faults.Kernel;
using Harness.Runs;

namespace Harness.Cli;

/// <summary><c>harness doctor</c>: what this machine can hold.</summary>
internal static class DoctorCommand
{
    private const int Cohorts = 10;

    public static Command Create()
    {
        var command = new TaughtCommand(
            "doctor",
            "Prints this machine's limits and how many clients it can hold with target, proxies and workers on it.",
            """
            A process gets as many descriptors as the shell that starts it: a raised limit counts from there on.

            Try it: harness doctor
                    bash -c 'ulimit -n 65536; harness doctor'
            """);
        command.SetAction(async (_, _) =>
        {
            Machine machine = Machine.Read();
            int most = MachineEstimate.MostClients(machine, Cohorts);
            Console.WriteLine($"cores             {machine.Cores}");
            Console.WriteLine($"memory            {machine.MemoryBytes / (1024.0 * 1024 * 1024):0.0} GiB");
            Console.WriteLine($"descriptors       {(machine.DescriptorLimit is { } limit ? $"{limit:N0} per process" : "no limit per process")}");
            Console.WriteLine($"ports             {machine.FirstPort} to {machine.LastPort} ({machine.Ports:N0} per destination)");
            Console.WriteLine($"heartbeats        about {MachineEstimate.HeartbeatsPerSecond(machine):N0} a second through proxies, all roles on this machine");
            Console.WriteLine($"clients           at most {most:N0} with the embedded target, so at a heartbeat interval of {Math.Max(0.1, most / MachineEstimate.HeartbeatsPerSecond(machine)):0.#} s or more");
            if (most > 0)
            {
                RolePlan plan = RolePlanner.Plan(most, Cohorts, 1, machine.DescriptorLimit, ownTarget: true, ownProxies: true);
                Console.WriteLine($"                  in {plan.Workers} workers, {plan.Proxies} proxies and {plan.Nodes} nodes of the target");
            }

            Console.WriteLine($"kernel faults     {await KernelFaultsAsync().ConfigureAwait(false)}");
            if (machine.DescriptorLimit is < 65_536)
            {
                Console.WriteLine();
                Console.WriteLine("Fewer processes: raise the descriptor limit (ulimit -n 65536, or LimitNOFILE= of the service).");
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    private static async Task<string> KernelFaultsAsync()
    {
        try
        {
            await PacketFilter.CheckAsync().ConfigureAwait(false);
            return "available (--fault-backend kernel)";
        }
        catch (KernelFilterException e)
        {
            return $"not available: {e.Message}";
        }
    }
}
