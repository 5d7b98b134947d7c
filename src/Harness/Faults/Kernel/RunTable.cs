using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Harness.Faults.Kernel;

/// <summary>
/// The name of a run's table, which says whose it is: <c>harness_&lt;run&gt;_&lt;PID namespace&gt;_&lt;process&gt;_&lt;its start&gt;</c>. A process is told from a later
/// one of the same number by its start, and one of another PID namespace (a container that shares the network) is not looked at: it may well be
/// alive where it cannot be seen from.
/// </summary>
/// <param name="Run">Eight hexadecimal digits, drawn for each scenario's run.</param>
/// <param name="PidNamespace">The inode of the PID namespace that <paramref name="Process"/> is a number in.</param>
/// <param name="Process">The process that made the table.</param>
/// <param name="Started">Its start, clock ticks since boot; see proc_pid_stat(5).</param>
internal sealed partial record RunTable(string Run, long PidNamespace, int Process, long Started)
{
    private const int NoSuchProcess = 3;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"harness_{Run}_{PidNamespace}_{Process}_{Started}");

    /// <summary>A table of this process.</summary>
    public static RunTable OfThisProcess(string run)
    {
        (char _, long started) = Stat(Environment.ProcessId) ?? throw new KernelFilterException("/proc does not show this process: mount it for this PID namespace");
        return new RunTable(run, OwnPidNamespace(), Environment.ProcessId, started);
    }

    /// <summary>The table of that name; null: not one of ours.</summary>
    public static RunTable? Parse(string name) =>
        Form().Match(name) is { Success: true } match
        && long.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out long pidNamespace)
        && int.TryParse(match.Groups[3].Value, CultureInfo.InvariantCulture, out int process)
        && long.TryParse(match.Groups[4].Value, CultureInfo.InvariantCulture, out long started)
            ? new RunTable(match.Groups[1].Value, pidNamespace, process, started)
            : null;

    /// <summary>Whether its process is known to have ended. Where that cannot be known it is taken to be alive.</summary>
    public bool IsLeftover()
    {
        if (PidNamespace != OwnPidNamespace())
        {
            return false;
        }

        // A zombie only waits for its parent to ask: it can remove nothing any more.
        return Stat(Process) is { } stat
            ? stat.Started != Started || stat.State is 'Z' or 'X'
            // /proc may hide the processes of others; the kernel answers for them all the same.
            : Kill(Process, 0) != 0 && Marshal.GetLastPInvokeError() == NoSuchProcess;
    }

    private static long OwnPidNamespace()
    {
        // The link reads pid:[4026531836].
        string link = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        return long.TryParse(link.TrimEnd(']').Split('[')[^1], CultureInfo.InvariantCulture, out long inode)
            ? inode
            : throw new KernelFilterException("/proc/self/ns/pid cannot be read: mount /proc for this PID namespace");
    }

    private static (char State, long Started)? Stat(int process)
    {
        try
        {
            // The name, in parentheses, may hold anything: fields count from its end. 3 is the state, 22 the start.
            string text = File.ReadAllText($"/proc/{process}/stat");
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended, while we looked or before, or it is hidden.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    [GeneratedRegex("^harness_([0-9a-f]{8})_([0-9]+)_([0-9]+)_([0-9]+)$")]
    private static partial Regex Form();
}
