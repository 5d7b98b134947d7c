using System.Text;
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
        string text;
        try
        {
            text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            return [$"{path}: is not YAML: it is not UTF-8 text"];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [File.Exists(path) ? $"{path}: cannot be read: {error.Message}" : $"{path}: does not exist"];
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
