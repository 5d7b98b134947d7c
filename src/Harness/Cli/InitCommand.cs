using System.CommandLine;
using Harness.Runs;
using Harness.Scenarios.Files.Config;
using Harness.Scenarios.Files.Schema;
using Harness.Scenarios.Files.Validation;

namespace Harness.Cli;

/// <summary><c>harness init</c>: a first scenario that runs as it stands, the schema that editors check it by, and a workflow that plays it every night.</summary>
internal static class InitCommand
{
    private const string Workflow = ".github/workflows/harness.yml";

    public static Command Create()
    {
        var folder = new Argument<string?>("dir") { Description = "Where to write: the root of a repository, made if it is not there.", Arity = ArgumentArity.ZeroOrOne };
        var name = new Option<string>("--name") { Description = "The scenario's name.", HelpName = "name", DefaultValueFactory = _ => "first" };
        var target = new Option<string?>("--target") { Description = "Socket URL of your server, for the commands in the files; without it, the embedded target.", HelpName = "url" };
        var command = new TaughtCommand(
            "init",
            "Writes a commented scenario to start from, its schema for editors, and a nightly workflow.",
            """
            Files that are there are never replaced: a scenario of that name is an error, the others are kept.

            Try it: harness init .
                    harness init load-tests --name checkout --target ws://staging:8080/socket
            """)
        {
            folder,
            name,
            target,
        };
        command.SetAction(parsed =>
        {
            string url = parsed.GetValue(target) is { } text ? TargetUrl.Socket(text).AbsoluteUri : "";
            // Not the parser's own message, which would stand in the way of --help.
            Write(parsed.GetValue(folder) ?? throw new UsageException("harness init needs a folder to write to, such as harness init ."), parsed.GetValue(name)!, url);
            return ExitCodes.Passed;
        });
        return command;
    }

    private static void Write(string folder, string name, string target)
    {
        if (!GeneralRule.IsName(name))
        {
            throw new UsageException($"--name must be 1 to 64 letters, digits, '-' and '_', but is {Units.Quote(name)}.");
        }

        if (folder.Length == 0 || File.Exists(folder))
        {
            throw new UsageException($"harness init needs a folder to write to, but '{folder}' is none.");
        }

        string scenario = $"scenarios/{name}.yaml";
        // What a target of somebody's own does not give the facts for is left out and listed, so that the first run says something.
        string options = target.Length > 0 ? $" --target {ShellWord.Quote(target)} --allow-unmeasured" : "";
        (string Path, string Text)[] files =
        [
            (scenario, Fill("scenario.yaml", scenario, name, options)),
            ($"scenarios/{ScenarioSchema.FileName}", ScenarioSchema.Text()),
            (Workflow, Fill("workflow.yml", scenario, name, options)),
        ];
        if (Path.Exists(Path.Combine(folder, scenario)))
        {
            throw new UsageException($"{Path.Combine(folder, scenario)} is there already; nothing was written. Choose another --name.");
        }

        foreach ((string path, string text) in files)
        {
            string file = Path.Combine(folder, path);
            if (Path.Exists(file))
            {
                Console.Out.WriteLine($"kept  {file}, which is there already");
                continue;
            }

            NewFile.Write(file, text, replace: false);
            Console.Out.WriteLine($"wrote {file}");
        }

        Console.Out.WriteLine(
            $"""

            Next, in {folder}:
                harness check scenarios
                harness run {scenario}{options}
            """);
    }

    private static string Fill(string template, string file, string name, string options)
    {
        using Stream stream = typeof(InitCommand).Assembly.GetManifestResourceStream($"starter.{template}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("__FILE__", file, StringComparison.Ordinal)
            .Replace("__NAME__", name, StringComparison.Ordinal)
            .Replace("__OPTIONS__", options, StringComparison.Ordinal);
    }
}
