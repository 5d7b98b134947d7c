using Harness.Scenarios;
using Harness.Scenarios.Files.Config;

namespace Harness.Faults;

/// <summary>One kind of fault: one file in Kinds/, one line in <see cref="FaultRegistry"/>, one test.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Meaning">One line for <c>harness faults</c>.</param>
/// <param name="Settings">The kind's own keys beside at, for, share and path, with unit and default.</param>
/// <param name="Example">A line of YAML that works.</param>
/// <param name="Read">
/// The kind's own keys of a scenario file, where and when being read already. It asks the section for every key it knows and reports what it cannot read there;
/// the section is closed by the caller.
/// </param>
public sealed record FaultKind(string Name, string Meaning, string Settings, string Example, Func<ConfigSection, FaultPlacement, Fault> Read)
{
    /// <summary>Whether it is an event that is not removed, so that <c>for</c> makes no sense.</summary>
    public bool IsEvent { get; init; }

    /// <summary>
    /// The kind's own rules, for faults from files and from C# alike: the key that breaks one, and the rule with the value, to be read after the path.
    /// </summary>
    public Func<Fault, IEnumerable<(string Key, string Message)>> Check { get; init; } = _ => [];
}
