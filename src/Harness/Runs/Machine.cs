using System.Runtime.InteropServices;

namespace Harness.Runs;

/// <summary>What this machine has, as far as a run depends on it.</summary>
/// <param name="DescriptorLimit">Descriptors per process; null where there is no such limit (Windows).</param>
/// <param name="FirstPort">First local port that the system hands out.</param>
/// <param name="LastPort">Last one.</param>
/// <param name="Cores">Processors this process may use.</param>
/// <param name="MemoryBytes">Memory that is there for this process.</param>
public sealed record Machine(long? DescriptorLimit, int FirstPort, int LastPort, int Cores, long MemoryBytes)
{
    private const int NofileOnLinux = 7;
    private const int NofileOnMacOs = 8;

    /// <summary>Local ports per address and destination.</summary>
    public int Ports => LastPort - FirstPort + 1;

    /// <summary>Reads this machine.</summary>
    public static Machine Read()
    {
        (int first, int last) = ReadPorts();
        return new Machine(ReadDescriptorLimit(), first, last, Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    private static (int First, int Last) ReadPorts()
    {
        const string Path = "/proc/sys/net/ipv4/ip_local_port_range";
        if (File.Exists(Path))
        {
            string[] parts = File.ReadAllText(Path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 2 && int.TryParse(parts[0], out int first) && int.TryParse(parts[1], out int last))
            {
                return (first, last);
            }
        }

        // IANA's dynamic range: the default of macOS and Windows.
        return (49152, 65535);
    }

    private static long? ReadDescriptorLimit()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        // .NET raises the soft limit to the hard one when it starts, so the soft limit read here is what a process gets.
        return GetLimit(OperatingSystem.IsMacOS() ? NofileOnMacOs : NofileOnLinux, out ResourceLimit limit) == 0 && limit.Current < long.MaxValue
            ? (long)limit.Current
            : null;
    }

    [DllImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Current;
        public ulong Most;
    }
}
