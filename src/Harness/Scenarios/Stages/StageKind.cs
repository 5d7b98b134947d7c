using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Stages;

/// <summary>One kind of stage: one file in this folder, one line in <see cref="StageRegistry"/>, one test.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Meaning">One line for <c>harness loads</c>.</param>
/// <param name="Settings">Its keys, with unit and default.</param>
/// <param name="Example">A line of YAML that works.</param>
/// <param name="Read">Its keys of a scenario file. It asks the section for every key it knows; the section is closed by the caller.</param>
public sealed record StageKind(string Name, string Meaning, string Settings, string Example, Func<ConfigSection, LoadStage> Read)
{
    /// <summary>What stands in for a duration that cannot be read: the file is refused anyway.</summary>
    internal static readonly TimeSpan Unread = TimeSpan.FromSeconds(1);

    /// <summary>The length that most stages have.</summary>
    internal static TimeSpan For(ConfigSection section) => section.Require("for")?.Duration() ?? Unread;
}
