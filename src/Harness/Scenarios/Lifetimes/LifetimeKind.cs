using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Lifetimes;

/// <summary>One kind of lifetime.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Meaning">One line for <c>harness loads</c>.</param>
/// <param name="Settings">Its keys.</param>
/// <param name="Example">A line of YAML that works.</param>
/// <param name="Read">Its keys of a scenario file; the section is closed by the caller.</param>
public sealed record LifetimeKind(string Name, string Meaning, string Settings, string Example, Func<ConfigSection, Lifetime> Read)
{
    /// <summary>A duration that must be there; what stands in for one that cannot be read does no harm, as the file is refused.</summary>
    internal static TimeSpan Time(ConfigSection section, string key) => section.Require(key)?.Duration() ?? TimeSpan.FromSeconds(1);

    /// <summary>The rule that most of their keys have.</summary>
    internal static IEnumerable<(string Key, string Message)> MoreThanZero(string key, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
        {
            yield return (key, $"must be more than 0s, but is {Units.Show(value)}");
        }
    }
}
