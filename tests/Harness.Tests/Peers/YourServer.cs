using System.Diagnostics;
using Harness.Tests.Clients.Sockets;

namespace Harness.Tests.Peers;

/// <summary>The news server of samples/your-server in node, with messages of its own; it ends with its standard input.</summary>
internal sealed class YourServer : IAsyncDisposable
{
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(10);
    private static readonly NodePackage _package = new(Path.Combine("..", "samples", "your-server"));

    private readonly Process _process;
    private readonly Task<string> _errors;
    private int _port;

    private YourServer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>The scenario that lies beside it.</summary>
    public static string Scenario => Path.Combine(_package.Folder, "my-server.yaml");

    public Uri Socket => new($"ws://127.0.0.1:{_port}/live");

    /// <summary>Starts it, or skips the test where there is no node.</summary>
    public static async Task<YourServer> StartAsync(params string[] options)
    {
        await _package.InstallAsync();
        var server = new YourServer(_package.Start("node", ["server.js", "--port", "0", "--owned", .. options]));
        server._port = (await server.SaysAsync()).GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>Switches a defect on, or all off.</summary>
    public async Task SwitchAsync(string defect)
    {
        await _process.StandardInput.WriteLineAsync(defect);
        await _process.StandardInput.FlushAsync(Deadline.Token);
        Assert.Equal(defect, (await SaysAsync()).GetProperty("defect").GetString());
    }

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

    private async Task<System.Text.Json.JsonElement> SaysAsync() => await _process.StandardOutput.ReadLineAsync(Deadline.Token) is { } line
        ? System.Text.Json.JsonElement.Parse(line)
        : throw new InvalidOperationException($"it ended: {await _errors}");
}
