using System.CommandLine;
using Harness.Cli;

Terminal.Prepare();

// A terminal sends its signals to children too; an owned role leaves them to its parent, from its first instant on.
bool owned = args.Contains("--owned");
using IDisposable? deaf = owned ? RoleHost.IgnoreTerminal() : null;
if (!owned)
{
    Signals.HearInterrupt();
}

RootCommand root = HarnessCommand.Create();
return await Terminal.InvokeAsync(root, args, "harness");
