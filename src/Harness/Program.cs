using System.CommandLine;
using Harness.Cli;
using Harness.Runs;
using Spectre.Console;

// A terminal can be closed under a run, which then still has to end in order.
Console.SetOut(new LastingWriter(Console.Out));
Console.SetError(new LastingWriter(Console.Error));

// Colours are for terminals: a file or a pipe gets plain text.
AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });

// A terminal sends its signals to children too; an owned role leaves them to its parent, from its first instant on.
bool owned = args.Contains("--owned");
using IDisposable? deaf = owned ? RoleHost.IgnoreTerminal() : null;
if (!owned)
{
    Signals.HearInterrupt();
}

var root = new RootCommand(
    """
    Load-testing and chaos harness for real-time (WebSocket) back ends.

    Breaks the network under thousands of live clients and says, client by client, whether each noticed
    within its bound and recovered through polling. Without a command it runs the profile 'standard'
    against an embedded target behind an embedded fault proxy.
    """)
{
    RunCommand.Create(),
    TargetCommand.Create(),
    ProxyCommand.Create(),
    WorkerCommandLine.Create(),
    SimulateCommand.Create(),
    ProbeCommand.Create(),
    DoctorCommand.Create(),
    CatalogueCommands.Presets(),
    CatalogueCommands.Faults(),
    CatalogueCommands.Loads(),
};
RunCommand.MakeDefault(root);
TeachingHelp.AddTo(root,
    """
    Try it: harness                                  the standard profile; under three minutes, nothing else needed
            harness run scenarios/network/silent-drop.yaml   one scenario
            harness --clients 200 --only latency     a small one
            harness doctor                           what this machine can hold

    Each command has a --help of its own, with examples.
    """);

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (string line in Mistyped.Explain(parsed))
    {
        Console.Error.WriteLine(line);
    }

    return ExitCodes.Usage;
}

try
{
    // Signals are handled by the commands: a run ends in order and still writes its report.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
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
