using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Peers;

/// <summary>A server of tests/websocket-peers in node; it ends with its standard input.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(10);
    private static readonly NodePackage _package = new("websocket-peers");

    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodeServer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Starts a program, or skips the test where there is no node.</summary>
    public static async Task<NodeServer> StartAsync(params string[] program)
    {
        await _package.InstallAsync();
        var server = new NodeServer(_package.Start("node", program));
        server.Endpoint.Port = (await server.SaysAsync()).GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>The next line that it says.</summary>
    public async Task<JsonElement> SaysAsync() => await _process.StandardOutput.ReadLineAsync(Deadline.Token) is { } line
        ? JsonElement.Parse(line)
        : throw new InvalidOperationException($"it ended: {await _errors}");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(_endPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }
}
