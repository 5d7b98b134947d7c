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

    /// <summary>Whether it hits a share of the cohorts; otherwise it hits everybody, and <c>share</c> is no key of it.</summary>
    public bool HasShare { get; init; } = true;

    /// <summary>Whether it can be on either path; otherwise it is a matter of the sockets or of the server, and <c>path</c> is no key of it.</summary>
    public bool HasPath { get; init; } = true;

    /// <summary>Whether it is ordered from the target itself, by the reference back end's control API.</summary>
    public bool NeedsControl { get; init; }

    /// <summary>Whether two of the kind must not be on at once: what makes it knows only one.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Why a stock Toxiproxy cannot make it, to be read after "a stock Toxiproxy"; null: it can.</summary>
    public string? NotOnStock { get; init; }

    /// <summary>
    /// The kind's own rules, for faults from files and from C# alike: the key that breaks one, and the rule with the value, to be read after the path.
    /// </summary>
    public Func<Fault, IEnumerable<(string Key, string Message)>> Check { get; init; } = _ => [];
}
