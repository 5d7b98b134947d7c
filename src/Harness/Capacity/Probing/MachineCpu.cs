using System.Globalization;

namespace Harness.Capacity.Probing;

/// <summary>
/// What everything on this machine has used of its processors, from Linux's <c>/proc/stat</c> (proc_stat(5)): the only way to see a target that runs here and does not tell.
/// </summary>
internal static class MachineCpu
{
    /// <summary>USER_HZ, which is 100 on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Processor seconds so far; null: not to be known, or of a larger machine than the processors that this process may use (a container with a limit).</summary>
    public static double? Read()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadAllText("/proc/stat"), Environment.ProcessorCount) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Read"/>
    /// <param name="stat">The file's text.</param>
    /// <param name="cores">Processors that this process may use.</param>
    internal static double? Parse(string stat, int cores)
    {
        string[] lines = stat.Split('\n');
        if (lines.Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1 != cores)
        {
            return null;
        }

        // cpu  user nice system idle iowait irq softirq steal …: all but idle and iowait; what was stolen was nobody's here to use.
        string[] fields = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Skip(1).Take(8).Where((_, i) => i is not (3 or 4)).Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
