using System.CommandLine;
using Harness.Cli;
using Harness.Runs;

Signals.HearInterrupt();
var root = new RootCommand(
    """
    Load-testing and chaos harness for real-time (WebSocket) back ends.

    Breaks the network under thousands of live clients and says, client by client, whether each noticed
    within its bound and recovered through polling. Alone, it runs the profile 'standard' against an
    embedded target behind an embedded fault proxy.
    """)
{
    RunCommand.Create(),
    TargetCommand.Create(),
    ProxyCommand.Create(),
    WorkerCommandLine.Create(),
    DoctorCommand.Create(),
    CatalogueCommands.Presets(),
    CatalogueCommands.Faults(),
};
RunCommand.MakeDefault(root);

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    Console.Error.WriteLine($"See harness {(parsed.CommandResult.Command == root ? "" : parsed.CommandResult.Command.Name + " ")}--help.");
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
