using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Harness.Tests.Cli;

/// <summary>One process, told from a later one with the same id by its start.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Started">Clock ticks since boot.</param>
/// <param name="Role">The first word of its command line that is a command of harness, or "".</param>
internal sealed record ProcessEntry(int Id, long Started, string Role)
{
    /// <summary>Whether it still runs. A zombie does not: it only waits for its parent to ask.</summary>
    public bool IsAlive => ProcessTable.Read(Id) is { } now && now.Started == Started;
}

/// <summary>Linux's process table, from /proc.</summary>
internal static class ProcessTable
{
    public const string LinuxOnly = "reads /proc and sends signals: Linux only";

    private static readonly string[] _roles = ["target", "proxy", "worker"];

    /// <summary>Whether there is one to read.</summary>
    public static bool IsReadable => OperatingSystem.IsLinux();

    /// <summary>The children of a process that are running <c>harness</c> in a role.</summary>
    public static ProcessEntry[] RolesOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Stat(id) is { } stat && stat.Parent == parent)
            .Select(Read)
            .OfType<ProcessEntry>()
            .Where(entry => entry.Role.Length > 0),
    ];

    /// <summary>Null if it has ended.</summary>
    public static ProcessEntry? Read(int id) => Stat(id) is { State: not ('Z' or 'X') } stat ? new ProcessEntry(id, stat.Started, RoleOf(id)) : null;

    /// <summary>Waits until none is alive.</summary>
    /// <exception cref="TimeoutException">Some still are.</exception>
    public static Task GoneAsync(IReadOnlyCollection<ProcessEntry> processes, TimeSpan patience, CancellationToken cancellation) => Until.TrueAsync(
        () => !processes.Any(process => process.IsAlive),
        () => $"still alive: {string.Join(", ", processes.Where(process => process.IsAlive))}",
        patience, cancellation);

    /// <summary>Sends a signal to a process, or, with a negative id, to its group.</summary>
    public static void Signal(int id, int signal)
    {
        if (Kill(id, signal) != 0)
        {
            throw new InvalidOperationException($"kill({id}, {signal}) failed with errno {Marshal.GetLastPInvokeError()}");
        }
    }

    private static (char State, int Parent, long Started)? Stat(int id)
    {
        try
        {
            // The name, in parentheses, may hold anything: fields count from its end. proc(5): 3 state, 4 ppid, 22 starttime.
            string text = File.ReadAllText($"/proc/{id}/stat");
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return null;
        }
    }

    private static string RoleOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Split('\0').FirstOrDefault(word => _roles.Contains(word)) ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
}

/// <summary>Waits for conditions.</summary>
internal static class Until
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">It has not become true; the message says what was.</exception>
    public static async Task TrueAsync(Func<bool> condition, Func<string> otherwise, TimeSpan patience, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > patience)
            {
                throw new TimeoutException($"after {patience.TotalSeconds:0} s: {otherwise()}");
            }

            await Task.Delay(_look, TimeProvider.System, cancellation);
        }
    }
}
