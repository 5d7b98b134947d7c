using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Harness.Tests.Scenarios;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Peers;

/// <summary>
/// A folder of programs for node, with packages that were not written here. Without node its tests are skipped, except where
/// <c>CI_REQUIRE_NODE</c> is 1.
/// </summary>
/// <param name="path">Below tests/.</param>
/// <param name="install">The program that installs its packages, with its arguments.</param>
internal sealed class NodePackage(string path, params string[] install)
{
    private static readonly string[] _npm = ["npm", "ci", "--prefer-offline"];

    private static readonly TimeSpan _installPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _versionPatience = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _installs = new(StringComparer.Ordinal);

    public string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "tests", path));

    /// <summary>Installs it once for all tests, or skips the test with the reason.</summary>
    public async Task InstallAsync()
    {
        string? lacks = await _installs.GetOrAdd(Folder, _ => new(LackAsync)).Value;
        Assert.False(lacks is not null && Environment.GetEnvironmentVariable("CI_REQUIRE_NODE") == "1", lacks);
        Assert.SkipWhen(lacks is not null, lacks ?? "");
    }

    /// <returns>The exit code, and what was said on both streams; a program that takes too long is ended, and that is its last word.</returns>
    public async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, TimeSpan patience)
    {
        using Process process = Start(program, arguments);
        process.StandardInput.Close();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Wire.Token);
        timeout.CancelAfter(patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string last = "";
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            last = $"ended after {patience.TotalSeconds:0} s";
        }

        return (last.Length == 0 ? process.ExitCode : -1, await output + await error + last);
    }

    /// <summary>Starts a program in the folder, with its streams in the caller's hands.</summary>
    public Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private async Task<string?> LackAsync()
    {
        string[] command = install.Length > 0 ? install : _npm;
        return await LackAsync("node", ["--version"], _versionPatience) ?? await LackAsync(command[0], command[1..], _installPatience);
    }

    private async Task<string?> LackAsync(string program, string[] arguments, TimeSpan patience)
    {
        try
        {
            (int code, string output) = await RunAsync(program, arguments, patience);
            return code == 0 ? null : $"{program} {arguments[0]} ended with {code}:\n{output}";
        }
        catch (Win32Exception e)
        {
            return $"{program} cannot be started: {e.Message}";
        }
    }
}
