using Harness.Cli;
using Harness.Tests.Scenarios;
using YamlDotNet.RepresentationModel;

namespace Harness.Tests.Cli;

/// <summary>Workflows, compose files and pages: they are YAML where they say so, and every command in them is one that there is.</summary>
public sealed class WorkflowsTests
{
    private static readonly string _root = Path.GetDirectoryName(ShippedScenarios.Folder)!;

    public static TheoryData<string> Workflows => [.. Directory.EnumerateFiles(In(".github/workflows")).Append(In("src/Harness/Cli/Starter/workflow.yml")).Select(file => Path.GetRelativePath(_root, file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(In("docs"), "*.md").Append(In("README.md")).Append(In("scenarios/README.md")).Select(file => Path.GetRelativePath(_root, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_has_what_an_actions_runner_needs(string file)
    {
        YamlMappingNode root = Load(file);

        Assert.All(["name", "on", "permissions", "jobs"], key => Assert.True(root.Children.ContainsKey(key), key));
        foreach (YamlMappingNode job in ((YamlMappingNode)root["jobs"]).Children.Values.Cast<YamlMappingNode>())
        {
            Assert.True(job.Children.ContainsKey("runs-on"));
            Assert.True(job.Children.ContainsKey("timeout-minutes"));
            Assert.All(Steps(job), step => Assert.True(step.Children.ContainsKey("run") != step.Children.ContainsKey("uses")));
        }
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void The_commands_of_a_workflow_are_known(string file)
    {
        string[] scripts = [.. ((YamlMappingNode)Load(file)["jobs"]).Children.Values.Cast<YamlMappingNode>().SelectMany(Steps).Where(step => step.Children.ContainsKey("run")).Select(step => step["run"].ToString())];

        AssertKnown(scripts.SelectMany(CommandLines.In));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_commands_of_a_page_are_known(string file) => AssertKnown(
        CommandLines.In(File.ReadAllText(In(file))).Where(words => !words.Any(word => word.Contains('…', StringComparison.Ordinal) || word.All(char.IsUpper))));

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("toxiproxy/compose.yaml")]
    public void A_compose_file_is_one(string file)
    {
        foreach (YamlMappingNode service in ((YamlMappingNode)Load(file)["services"]).Children.Values.Cast<YamlMappingNode>())
        {
            Assert.True(service.Children.ContainsKey("image") || service.Children.ContainsKey("build"));
            if (service.Children.ContainsKey("build"))
            {
                AssertKnown([[.. ((YamlSequenceNode)service["command"]).Children.Select(word => word.ToString())]]);
            }
        }
    }

    [Fact]
    public void The_image_is_built_from_files_that_are_there_and_does_not_run_as_root()
    {
        string[] lines = File.ReadAllLines(In("Dockerfile"));

        foreach (string line in lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)))
        {
            Assert.All(line.Split(' ')[1..^1], source => Assert.True(Path.Exists(In(source)), source));
        }

        Assert.Contains("USER $APP_UID", lines);
        Assert.Contains("ENTRYPOINT [\"/app/harness\"]", lines);
    }

    [Theory]
    [InlineData("$HARNESS run scenarios/${{ matrix.group }} --out reports $OPTIONS || code=$?", "run scenarios/x --out reports")]
    [InlineData("    $ harness run a.yaml \\\n        --clients 5   # small", "run a.yaml --clients 5")]
    [InlineData("harness check \"a b.yaml\" > out", "check a b.yaml")]
    [InlineData("harness is a program", null)]
    public void A_command_is_found_in_a_script(string script, string? words) =>
        Assert.Equal(words is null ? [] : [words], CommandLines.In(script).Select(found => string.Join(' ', found)));

    private static void AssertKnown(IEnumerable<string[]> commands) => Assert.All(
        commands,
        words => Assert.Empty(HarnessCommand.Create().Parse(words).Errors.Select(error => $"harness {string.Join(' ', words)}: {error.Message}")));

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) => ((YamlSequenceNode)job["steps"]).Children.Cast<YamlMappingNode>();

    private static YamlMappingNode Load(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(In(file)).Replace("__OPTIONS__", "", StringComparison.Ordinal)));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static string In(string path) => Path.Combine(_root, path);
}
