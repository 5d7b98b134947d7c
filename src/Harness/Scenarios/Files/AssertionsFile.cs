using System.Collections.Immutable;
using Harness.Scenarios.Files.Config;
using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files;

/// <summary>What a run is judged by when it is judged again: the blocks <c>assertions</c> and <c>expect</c> of a file. A scenario file will do: whatever else it says is left alone.</summary>
public static class AssertionsFile
{
    /// <summary>Reads the blocks. What they say is checked with each scenario that it is put into.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="assertions">Empty with any error.</param>
    /// <param name="expect">What has to be broken; mostly nothing.</param>
    /// <returns>Errors, each with file, line and path; none if it was read.</returns>
    public static IReadOnlyList<string> Read(string path, out ImmutableArray<Assertion> assertions, out ImmutableArray<string> expect)
    {
        assertions = [];
        expect = [];
        string why = "";
        if (TextFile.Read(path, refusal => why = refusal) is not { } text)
        {
            return [$"{path}: {why}"];
        }

        var problems = new ConfigProblems(path);
        if (YamlText.Root(text, "a file with the block assertions", problems) is YamlMappingNode root)
        {
            var section = new ConfigSection("", root, 1, problems);
            if (section.Find("assertions") is { } block)
            {
                assertions = [.. block.Items().Select(item => ScenarioReader.ReadAssertion(item, problems))];
            }
            else
            {
                problems.Error("assertions", "is missing", 1);
            }

            expect = ScenarioReader.ReadExpect(section.Find("expect"));
        }

        (assertions, expect) = problems.Errors.IsEmpty ? (assertions, expect) : ([], []);
        return problems.Errors;
    }
}
