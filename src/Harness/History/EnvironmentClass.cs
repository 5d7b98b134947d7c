using System.Globalization;
using Harness.Judging;

namespace Harness.History;

/// <summary>
/// The class of environments whose figures are comparable. In it is what moves them as much as a regression would: processors and memory (roles share them),
/// family and architecture of the system (sockets, timers), whose target and whose fault proxy it was, how faults were made, and whether workers had processes
/// of their own. Not in it: the machine's name, kernel and runtime versions, and the harness's own version. Those change all the time, and if one of them moves
/// a figure, that is a change to be shown.
/// </summary>
public static class EnvironmentClass
{
    private const double Gibibyte = 1024.0 * 1024 * 1024;

    /// <summary>In words, which are compared as they are: <c>2 cores, 8 GiB, Linux X64, target embedded, fault proxy embedded, workers processes</c>.</summary>
    public static string Of(RunEnvironment environment, ScenarioResult scenario)
    {
        string[] backends = [.. scenario.Faults.Select(fault => fault.Backend).Where(backend => backend is not ("" or "toxiproxy")).Distinct().Order(StringComparer.Ordinal)];
        return string.Create(CultureInfo.InvariantCulture, $"{environment.Cores} cores, {Memory(environment.MemoryBytes)}, {Family(environment.OperatingSystem)} {Architecture(environment)}, ")
            + $"target {Whose(environment.Target)}, fault proxy {Whose(environment.Toxiproxy)}, workers {environment.Workers}"
            + (backends.Length == 0 ? "" : $", faults by {string.Join(" and ", backends)}");
    }

    /// <summary>To the next power of two: what a system reports of the same memory differs by some per cent.</summary>
    private static string Memory(long bytes) => bytes <= 0
        ? "unknown memory"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Pow(2, Math.Round(Math.Log2(bytes / Gibibyte))):0.###} GiB");

    /// <summary>A description names its distribution, not always its kernel.</summary>
    private static string Family(string system) =>
        system.Contains("Windows", StringComparison.OrdinalIgnoreCase) ? "Windows"
        : system.Contains("Darwin", StringComparison.OrdinalIgnoreCase) || system.Contains("macOS", StringComparison.OrdinalIgnoreCase) ? "macOS"
        : system.Contains("BSD", StringComparison.OrdinalIgnoreCase) ? "BSD"
        : "Linux";

    private static string Architecture(RunEnvironment environment) => environment.Architecture.Length > 0 ? environment.Architecture : "of unknown architecture";

    /// <summary>Somebody else's by its host: staging and production are not compared, but a port or a path of the day is no difference.</summary>
    private static string Whose(string text) => text == "embedded"
        ? text
        : string.Join(" and ", text.Split(", ").Select(url => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri.Host : url).Distinct(StringComparer.Ordinal));
}
