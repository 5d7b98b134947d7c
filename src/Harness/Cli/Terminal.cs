using System.CommandLine;
using Harness.Runs;
using Spectre.Console;

namespace Harness.Cli;

/// <summary>What every program of the harness does with its terminal, its arguments and what goes wrong.</summary>
internal static class Terminal
{
    /// <summary>Before anything is written.</summary>
    public static void Prepare()
    {
        // A terminal can be closed under a run, which then still has to end in order.
        Console.SetOut(new LastingWriter(Console.Out));
        Console.SetError(new LastingWriter(Console.Error));

        // Colours are for terminals: a file or a pipe gets plain text.
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
    }

    /// <summary>Does what the arguments ask for.</summary>
    /// <param name="program">How the program is called, for a pointer to its help.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(RootCommand root, string[] args, string program)
    {
        ParseResult parsed = root.Parse(Following.Spelled(args));
        if (parsed.Errors.Count > 0)
        {
            foreach (string line in Mistyped.Explain(parsed, program))
            {
                Console.Error.WriteLine(line);
            }

            return ExitCodes.Usage;
        }

        try
        {
            // Signals are handled by the commands: a run ends in order and still writes its report.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Usage;
        }
        catch (EnvironmentException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Environment;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"harness met an error that it does not know; please report it with these lines:{Environment.NewLine}{e}");
            return ExitCodes.Environment;
        }
    }
}
