using System.ComponentModel;
using System.Diagnostics;
using Harness.Tests.Scenarios;
using Harness.Tests.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>
/// A client that was not written here: npm's <c>toxiproxy-node-client</c> drives the embedded server, by tests/toxiproxy-node-client/check.js.
/// Without node it is skipped, except where <c>CI_REQUIRE_NODE</c> is 1.
/// </summary>
public sealed class NodeClientTests
{
    private static readonly TimeSpan _installPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _checkPatience = TimeSpan.FromMinutes(1);

    private static readonly string _folder = Path.Combine(Path.GetDirectoryName(ShippedScenarios.Folder)!, "tests", "toxiproxy-node-client");

    [Fact]
    public async Task The_node_client_makes_breaks_and_resets_proxies()
    {
        await NeedsAsync("node", ["--version"], _checkPatience);
        await NeedsAsync("npm", ["ci", "--prefer-offline"], _installPatience);
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);

        (int code, string output) = await RunAsync("node", ["check.js", server.ApiUri.AbsoluteUri.TrimEnd('/')], _checkPatience);

        Assert.True(code == 0, $"check.js ended with {code}:\n{output}");
        Assert.EndsWith("steps passed\n", output, StringComparison.Ordinal);
    }

    private static async Task NeedsAsync(string program, string[] arguments, TimeSpan patience)
    {
        string? lacks;
        try
        {
            (int code, string output) = await RunAsync(program, arguments, patience);
            lacks = code == 0 ? null : $"{program} {arguments[0]} ended with {code}:\n{output}";
        }
        catch (Win32Exception e)
        {
            lacks = $"{program} cannot be started: {e.Message}";
        }

        Assert.False(lacks is not null && Environment.GetEnvironmentVariable("CI_REQUIRE_NODE") == "1", lacks);
        Assert.SkipWhen(lacks is not null, lacks ?? "");
    }

    /// <returns>The exit code, and what was said on both streams; a program that takes too long is ended, and that is its last word.</returns>
    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, TimeSpan patience)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
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
}
