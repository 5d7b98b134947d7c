using System.CommandLine;
using Harness.Runs;
using Harness.Scenarios.Files.Schema;

namespace Harness.Cli;

/// <summary><c>harness schema</c>: what editors complete and check scenario files by.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var file = new Option<string?>("--out") { Description = "Writes it to this file instead of standard output.", HelpName = "file" };
        var command = new TaughtCommand(
            "schema",
            "Prints the JSON Schema of scenario files, for editors that complete and check them.",
            """
            A scenario file names it in its first line, relative to itself:
                # yaml-language-server: $schema=./harness.schema.json

            Try it: harness schema --out harness.schema.json
                    harness schema | less
            """)
        {
            file,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(file) is { } path)
            {
                NewFile.Write(path, ScenarioSchema.Text(), replace: true);
                Console.Out.WriteLine($"Wrote {path}.");
            }
            else
            {
                Console.Out.Write(ScenarioSchema.Text());
            }

            return ExitCodes.Passed;
        });
        return command;
    }
}
