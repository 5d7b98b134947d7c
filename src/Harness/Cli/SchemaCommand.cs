using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Harness.Reporting;
using Harness.Scenarios.Files.Schema;

namespace Harness.Cli;

/// <summary><c>harness schema</c>: what editors complete and check scenario files by, and what programs can rely on in <c>run.json</c>.</summary>
internal static class SchemaCommand
{
    private static readonly ImmutableSortedDictionary<string, Func<string>> _schemas = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("run", RunSchema.Text),
        KeyValuePair.Create("scenario", ScenarioSchema.Text),
    ]);

    public static Command Create()
    {
        var file = new Option<string?>("--out") { Description = "Writes it to this file instead of standard output.", HelpName = "file" };
        var of = new Argument<string>("of")
        {
            Description = "scenario: what is written; run: run.json, what a run leaves.",
            HelpName = string.Join('|', _schemas.Keys),
            DefaultValueFactory = _ => "scenario",
        };
        of.Validators.Add(Known);
        var command = new TaughtCommand(
            "schema",
            "Prints a JSON Schema: of scenario files, for editors that complete and check them, or of run.json, for programs that read it.",
            """
            A scenario file names it in its first line, relative to itself:
                # yaml-language-server: $schema=./harness.schema.json

            Try it: harness schema --out harness.schema.json
                    harness schema | less
                    harness schema run
            """)
        {
            of,
            file,
        };
        command.SetAction(parsed =>
        {
            string text = _schemas[parsed.GetValue(of)!]();
            if (parsed.GetValue(file) is { } path)
            {
                NewFile.Write(path, text, replace: true);
                Console.Out.WriteLine($"Wrote {path}.");
            }
            else
            {
                Console.Out.Write(text);
            }

            return ExitCodes.Passed;
        });
        return command;
    }

    private static void Known(ArgumentResult argument)
    {
        if (argument.Tokens is [{ Value: var name }] && !_schemas.ContainsKey(name))
        {
            argument.AddError($"There is no schema of '{name}'; there are: {string.Join(", ", _schemas.Keys)}.");
        }
    }
}
