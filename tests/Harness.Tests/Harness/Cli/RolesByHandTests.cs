using System.Text.RegularExpressions;

namespace Harness.Tests.Cli;

/// <summary>Roles that a person starts.</summary>
[Collection("processes")]
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

    [GeneratedRegex(@"http://[\d.:]+/")]
    private static partial Regex HttpUrl();

    [GeneratedRegex(@"ws://[\d.:]+/socket")]
    private static partial Regex SocketUrl();
}
