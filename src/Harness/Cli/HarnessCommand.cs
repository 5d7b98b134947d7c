using System.CommandLine;

namespace Harness.Cli;

/// <summary>The whole command line: <c>harness</c> and every command below it.</summary>
internal static class HarnessCommand
{
    public static RootCommand Create()
    {
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
            CheckCommand.Create(),
            InitCommand.Create(),
            SchemaCommand.Create(),
            ProfilesCommand.Create(),
            CapacityCommand.Create(),
            SimulateCommand.Create(),
            ReportCommand.Create(),
            JudgeCommand.Create(),
            CompareCommand.Create(),
            HistoryCommand.Create(),
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
        return root;
    }
}
