using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Cli;

/// <summary>Roles that a person starts.</summary>
[Collection(WaitingProcesses.Name)]
public sealed partial class RolesByHandTests
{
    [Theory]
    [InlineData("target", Signals.Interrupt)]
    [InlineData("target", Signals.Terminate)]
    [InlineData("proxy", Signals.Interrupt)]
    [InlineData("proxy", Signals.Terminate)]
    public async Task End_on_a_signal_and_not_when_standard_input_closes(string role, int signal)
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        await using HarnessProgram program = HarnessProgram.StartHearing(role, "--port", "0");
        await program.SaysAsync("(Ctrl-C ends it)");
        Uri http = new(HttpUrl().Match(program.Output).Value);
        using var client = new HttpClient();

        program.CloseInput();
        // An owned role ends within milliseconds of that; this one must still answer after a while.
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(http, role == "proxy" ? "version" : "config"), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        program.Signal(signal);
        Ended ended = await program.EndAsync();

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Empty(ended.Errors);
    }

    /// <summary>650 descriptors are 175 connections: half of them, less 300 for everything else.</summary>
    [Fact]
    public async Task A_proxy_out_of_descriptors_resets_clients_and_says_so()
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start(512);
        await using HarnessProgram program = HarnessProgram.StartLimited(650, "proxy", "--port", "0");
        await program.SaysAsync("(Ctrl-C ends it)");
        using var api = new ToxiproxyClient(new Uri(HttpUrl().Match(program.Output).Value));
        ToxiproxyProxy proxy = await api.CreateProxyAsync("web", "127.0.0.1:0", upstream.LocalEndpoint.ToString()!, TestContext.Current.CancellationToken);
        var clients = new List<TcpClient>();
        try
        {
            var reset = new List<Task<bool>>();
            for (int i = 0; i < 250; i++)
            {
                clients.Add(new TcpClient());
                reset.Add(await IsResetAtOnceAsync(clients[i], IPEndPoint.Parse(proxy.Listen)) ? Task.FromResult(true) : IsResetAsync(clients[i]));
            }

            await program.ComplainsAsync("client refused, there is room for 175 connections");
            await Task.WhenAny(Task.WhenAll(reset.Skip(175)), Task.Delay(HarnessProgram.Patience, TimeProvider.System, TestContext.Current.CancellationToken));
            Assert.Equal(75, reset.Count(task => task is { IsCompletedSuccessfully: true, Result: true }));
            Assert.Equal(175, reset.Count(task => !task.IsCompleted));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_worker_holds_clients_prints_counts_and_ends_by_itself()
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        await using HarnessProgram target = HarnessProgram.Start("target", "--port", "0");
        await target.SaysAsync("(Ctrl-C ends it)");

        Ended ended = await HarnessProgram.RunAsync("worker", "--target", SocketUrl().Match(target.Output).Value, "--clients", "40", "--heartbeat", "500ms", "--over", "500ms", "--for", "5s");

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Empty(ended.Errors);
        Assert.Matches(@"(?m)^40 open, 0 connecting, 0 suspect, 0 reconnecting; \d+ heartbeats, \d+ missed; RSS \d+ KB, CPU [\d.]+ s$", ended.Output);
    }

    [Fact]
    public async Task A_worker_ends_early_on_Ctrl_C()
    {
        Assert.SkipUnless(ProcessTable.IsReadable, ProcessTable.LinuxOnly);
        await using HarnessProgram target = HarnessProgram.Start("target", "--port", "0");
        await target.SaysAsync("(Ctrl-C ends it)");
        await using HarnessProgram worker = HarnessProgram.StartHearing("worker", "--target", SocketUrl().Match(target.Output).Value, "--clients", "10", "--over", "100ms", "--for", "10m");
        await worker.SaysAsync("10 open");

        worker.Signal(Signals.Interrupt);

        Assert.Equal(130, (await worker.EndAsync()).Code);
    }

    [Fact]
    public async Task A_worker_says_that_its_target_is_not_there()
    {
        Ended ended = await HarnessProgram.RunAsync("worker", "--target", $"ws://127.0.0.1:{OtherServer.ClosedPort()}/socket");

        Assert.True(ended.Code == 3, ended.ToString());
        Assert.Contains("cannot be reached: Connection refused", ended.Errors, StringComparison.Ordinal);
    }

    // The RST may come before the connect is seen to have succeeded.
    private static async Task<bool> IsResetAtOnceAsync(TcpClient client, IPEndPoint address)
    {
        try
        {
            await client.ConnectAsync(address, TestContext.Current.CancellationToken);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<bool> IsResetAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
            return false;
        }
        catch (IOException e) when (e is not EndOfStreamException)
        {
            return e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset };
        }
    }

    [GeneratedRegex(@"http://[\d.:]+/")]
    private static partial Regex HttpUrl();

    [GeneratedRegex(@"ws://[\d.:]+/socket")]
    private static partial Regex SocketUrl();
}
