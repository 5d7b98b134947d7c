using System.CommandLine;
using Harness.Cli;
using Harness.Scenarios;

namespace Harness;

/// <summary>Runs scenarios that are built in C#, with the options, the live view, the report and the exit codes of <c>harness run</c>.</summary>
public static class HarnessProgram
{
    /// <summary>The last line of a C# file with scenarios: <c>return await HarnessProgram.RunAsync(args, scenario);</c></summary>
    /// <param name="args">The program's own.</param>
    /// <param name="scenarios">At least one. What is wrong with them is told all at once, with exit code 2.</param>
    /// <returns>The exit code: 0 passed, 1 an assertion failed, 2 the input cannot be run, 3 environment, 4 invalid, 130 interrupted.</returns>
    public static async Task<int> RunAsync(string[] args, params Scenario[] scenarios)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(scenarios);
        Terminal.Prepare();
        Signals.HearInterrupt();
        // The SDK tells the program of a single file where that file is.
        var code = new CodeScenarios([.. scenarios], AppContext.GetData("EntryPointFilePath") as string);
        var root = new RootCommand(string.Join(
            Environment.NewLine,
            [.. scenarios.Select(scenario => scenario.Description.Length > 0 ? $"{scenario.Name}: {scenario.Description}" : scenario.Name)]));
        RunCommand.MakeDefault(root, code);
        TeachingHelp.AddTo(root,
            $"""
            Exit codes: 0 passed, 1 an assertion failed, 2 the input cannot be run, 3 environment
            (a port, a limit, an unreachable target), 4 invalid (the generator was in the way), 130 interrupted.

            Try it: {code.Command} --clients 50
            """);
        return await Terminal.InvokeAsync(root, args, code.Command).ConfigureAwait(false);
    }
}
