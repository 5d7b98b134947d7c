using Harness.Clients.Protocol;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>The block <c>protocol</c> of a file, for scenarios that have none: whatever else the file says is left alone, so a scenario file will do.</summary>
public static class ProtocolFile
{
    /// <summary>Reads the block. What it says is checked with each scenario that it is put into.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="protocol">Null with any error.</param>
    /// <returns>Errors, each with file, line and path; none if it was read.</returns>
    public static IReadOnlyList<string> Read(string path, out ProtocolSettings? protocol)
    {
        protocol = null;
        string why = "";
        if (TextFile.Read(path, refusal => why = refusal) is not { } text)
        {
            return [$"{path}: {why}"];
        }

        var problems = new ConfigProblems(path);
        if (YamlText.Root(text, "a file with the block protocol", problems) is { } root)
        {
            protocol = new ConfigSection("", root, 1, problems).Require("protocol") is { } block ? ProtocolReader.Read(block) : null;
            if (protocol is null && problems.Errors.IsEmpty)
            {
                problems.Error("protocol", "is missing", 1);
            }
        }

        protocol = problems.Errors.IsEmpty ? protocol : null;
        return problems.Errors;
    }
}
